/**
 * How to steer a model with the vectors of a decomposed layer, in code of two libraries.
 *
 * @module
 */

import { basename } from "node:path";
import type { Results } from "../../results.ts";
import { vectorsPath } from "../paths.ts";

/** What the template `steer` takes beside the layer. */
export interface SteerView {
  path: string;
  file: string;
  hook: string;
  nnsight: string[];
  transformerLens: string[];
}

/** Lines that add the difference of PC1 to the output of the layer's MLP, after its norm where there is one. */
export function steerView({ inputs }: Results, layer: number): SteerView {
  const path = vectorsPath(layer);
  const file = basename(path);
  const { has_post_norm } = inputs.instruct;
  // What the residual stream receives: the norm after the MLP where there is one.
  const module = has_post_norm ? "post_feedforward_layernorm" : "mlp";
  return {
    path,
    file,
    hook: has_post_norm ? "MLP output after the post-norm" : "MLP output",
    nnsight: [
      "from nnsight import LanguageModel; from safetensors.torch import load_file",
      `model = LanguageModel("BASE-MODEL-ID", device_map="auto", dispatch=True)`,
      `d = load_file("${file}")["difference.PC1"].to(model.device, model.dtype)`,
      `with model.trace("Who are you?"):`,
      `    model.model.layers[${layer}].${module}.output[:] += 1.0 * d`,
      "    logits = model.lm_head.output.save()",
    ],
    transformerLens: [
      "from transformer_lens import HookedTransformer; from safetensors.torch import load_file",
      `model = HookedTransformer.from_pretrained_no_processing("BASE-MODEL-ID")`,
      `d = load_file("${file}")["difference.PC1"]`,
      "add = lambda mlp_out, hook: mlp_out + 1.0 * d.to(mlp_out)",
      `with model.hooks(fwd_hooks=[("blocks.${layer}.hook_mlp_out", add)]):`,
      `    print(model.generate("Who are you?", max_new_tokens=40))`,
    ],
  };
}
