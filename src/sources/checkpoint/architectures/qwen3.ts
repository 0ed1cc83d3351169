/**
 * Qwen 3: gated by SiLU, with a norm before the MLP and none after it; only its attention differs from Llama's.
 *
 * @module
 */

import type { Architecture } from "./architecture.ts";

/** Source: `modeling_qwen3.py` and `configuration_qwen3.py` of transformers. */
export const QWEN_3: Architecture = {
  names: ["Qwen3ForCausalLM"],
  layerPrefixes: ["model.layers."],
  tensors: {
    preNorm: { name: "post_attention_layernorm", hasBias: false },
    gate: { name: "mlp.gate_proj", hasBias: false },
    up: { name: "mlp.up_proj", hasBias: false },
    down: { name: "mlp.down_proj", hasBias: false },
    postNorm: null,
  },
  // Qwen3-Next and Qwen3.5 have a norm of the same name whose weight is 1 + w.
  norm: { form: "w", isScaled: true, hasBias: false },
  epsKey: "rms_norm_eps",
  epsDefault: 1e-6,
  activationKeys: ["hidden_act"],
  activationDefault: "silu",
  multiplierKey: null,
};
