/**
 * Gemma 2: gated by GELU in its tanh form, with a norm before and one after the MLP whose weights are stored less 1.
 *
 * @module
 */

import type { Architecture } from "./architecture.ts";

/** Source: `modeling_gemma2.py` and `configuration_gemma2.py` of transformers. */
export const GEMMA_2: Architecture = {
  names: ["Gemma2ForCausalLM"],
  layerPrefixes: ["model.layers."],
  tensors: {
    preNorm: { name: "pre_feedforward_layernorm", hasBias: false },
    gate: { name: "mlp.gate_proj", hasBias: false },
    up: { name: "mlp.up_proj", hasBias: false },
    down: { name: "mlp.down_proj", hasBias: false },
    postNorm: { name: "post_feedforward_layernorm", hasBias: false },
  },
  norm: { form: "1+w", isScaled: true, hasBias: false },
  epsKey: "rms_norm_eps",
  epsDefault: 1e-6,
  activationKeys: ["hidden_activation", "hidden_act"],
  activationDefault: "gelu_tanh",
  multiplierKey: null,
};
