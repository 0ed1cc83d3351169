/**
 * Llama: gated by SiLU, with a norm before the MLP and none after it.
 *
 * @module
 */

import type { Architecture } from "./architecture.ts";

/** Source: `modeling_llama.py` and `configuration_llama.py` of transformers. */
export const LLAMA: Architecture = {
  names: ["LlamaForCausalLM"],
  layerPrefixes: ["model.layers."],
  tensors: {
    // After attention, before the MLP; Gemma 2 has a norm of the same name that is attention's own.
    preNorm: { name: "post_attention_layernorm", hasBias: false },
    gate: { name: "mlp.gate_proj", hasBias: false },
    up: { name: "mlp.up_proj", hasBias: false },
    down: { name: "mlp.down_proj", hasBias: false },
    postNorm: null,
  },
  norm: { form: "w", isScaled: true, hasBias: false },
  epsKey: "rms_norm_eps",
  epsDefault: 1e-6,
  activationKeys: ["hidden_act"],
  activationDefault: "silu",
  multiplierKey: null,
};
