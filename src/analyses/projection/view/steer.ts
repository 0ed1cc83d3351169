/**
 * How to steer a model with the vectors of a decomposed layer, in code of two libraries.
 *
 * @module
 */

import { basename } from "node:path";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { attachedHeader } from "../../../site/kit/attached.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { vectorsPath } from "../../../site/kit/paths.ts";

/** Modules of the families that TransformerLens has. */
const KNOWN_MODULES = ["mlp", "post_feedforward_layernorm"];

/** What the template `steer` takes beside the layer. */
export interface SteerView {
  path: string;
  file: string;
  hook: string;
  /** The tensor that the lines add. */
  tensor: string;
  /** Length of the step along PC1, s; null where the tensor is the difference of PC1 alone, as no mean state is known. */
  step: string | null;
  nnsight: string[];
  /** None where the library is not known to have the family. */
  transformerLens: string[];
}

/**
 * Lines that add what instruct adds for PC1 to the output of the layer's MLP, after its norm where there is one: the response to
 * a step from the mean state where the file has it.
 *
 * @param bytes The file of vectors.
 */
export function steerView({ inputs }: Results, layer: number, bytes: Uint8Array): SteerView {
  const path = vectorsPath(layer);
  const file = basename(path);
  const { has_post_norm, multiplier } = inputs.instruct;
  // What the residual stream receives: the norm after the MLP where there is one.
  const { layers, module } = inputs.base.hook ??
    { layers: "model.layers", module: has_post_norm ? "post_feedforward_layernorm" : "mlp" };
  // What is added there is multiplied before it joins the stream, and the vector holds that factor already.
  const strength = multiplier === 1 ? "1.0" : `1.0 / ${multiplier}`;
  const isOfTransformerLens = multiplier === 1 && KNOWN_MODULES.includes(module);
  const { tensors, metadata } = attachedHeader(path, bytes);
  const response = `response_difference.${PEAK_INPUT}`;
  const hasResponse = tensors.has(response);
  const tensor = hasResponse ? response : `difference.${PEAK_INPUT}`;
  return {
    path,
    file,
    hook: (has_post_norm ? "MLP output after the post-norm" : "MLP output") +
      (multiplier === 1 ? "" : ", times the factor on it,"),
    tensor,
    step: hasResponse ? significant(Number(metadata.get("response_s"))) : null,
    nnsight: [
      "from nnsight import LanguageModel; from safetensors.torch import load_file",
      `model = LanguageModel("BASE-MODEL-ID", device_map="auto", dispatch=True)`,
      `d = load_file("${file}")["${tensor}"].to(model.device, model.dtype)`,
      `with model.trace("Who are you?"):`,
      `    model.${layers}[${layer}].${module}.output[:] += ${strength} * d`,
      "    logits = model.lm_head.output.save()",
    ],
    transformerLens: !isOfTransformerLens ? [] : [
      "from transformer_lens import HookedTransformer; from safetensors.torch import load_file",
      `model = HookedTransformer.from_pretrained_no_processing("BASE-MODEL-ID")`,
      `d = load_file("${file}")["${tensor}"]`,
      "add = lambda mlp_out, hook: mlp_out + 1.0 * d.to(mlp_out)",
      `with model.hooks(fwd_hooks=[("blocks.${layer}.hook_mlp_out", add)]):`,
      `    print(model.generate("Who are you?", max_new_tokens=40))`,
    ],
  };
}
