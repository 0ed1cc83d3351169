/**
 * Decoders that need more than a row of names: no norm before the MLP, a factor on its output, LayerNorm, blocks whose MLP reads
 * what attention reads, and names of their own.
 *
 * Source of every row: `modeling_*.py` and `configuration_*.py` of transformers 5.18, its MLP, norm and decoder layer; of code that
 * is published with its files, the models of mlx-lm.
 *
 * @module
 */

import type { Architecture } from "./architecture.ts";
import { like, LLAMA, norm } from "./decoders.ts";

/** Granite 3: Llama, with a factor on what the MLP adds. */
const GRANITE: Architecture = {
  ...like("Granite", "granite"),
  names: ["GraniteForCausalLM", "GraniteSWAForCausalLM"],
  multiplier: { key: "residual_multiplier", byDefault: 1, isOverRootLayers: false },
};

/** MiniCPM: the same, the deeper the smaller. */
const MINICPM: Architecture = {
  ...like("MiniCPM", "minicpm"),
  names: ["MiniCPMForCausalLM", "MiniCPM3ForCausalLM"],
  modelTypes: ["minicpm", "minicpm3"],
  epsDefault: null,
  multiplier: { key: "scale_depth", byDefault: null, isOverRootLayers: true },
};

/** OLMo 2: the MLP reads the residual stream as it is, and a norm follows it. */
const OLMO_2: Architecture = {
  ...like("Olmo2", "olmo2", 1e-5),
  names: ["Olmo2ForCausalLM", "Olmo3ForCausalLM"],
  modelTypes: ["olmo2", "olmo3"],
  tensors: {
    ...LLAMA.tensors,
    preNorm: null,
    postNorm: norm("post_feedforward_layernorm"),
  },
};

/** Command R: attention and MLP read the same normed input. */
const COHERE: Architecture = {
  ...like("Cohere", "cohere", 1e-5),
  names: ["CohereForCausalLM", "Cohere2ForCausalLM"],
  modelTypes: ["cohere", "cohere2"],
  tensors: { ...LLAMA.tensors, preNorm: norm("input_layernorm") },
  norm: { form: "layer", isScaled: true },
  biasFlags: [],
  epsKey: "layer_norm_eps",
};

const STABLELM: Architecture = {
  ...COHERE,
  names: ["StableLmForCausalLM"],
  modelTypes: ["stablelm"],
  tensors: { ...LLAMA.tensors, preNorm: { name: "post_attention_layernorm", hasBias: true } },
  variants: [{
    flag: "use_parallel_residual",
    is: true,
    byDefault: false,
    then: { preNorm: { name: "input_layernorm", hasBias: true } },
  }],
};

/** InternLM 2: the names of the first Llama. */
const INTERNLM_2: Architecture = {
  ...like("InternLM2", "internlm2"),
  biasFlags: [],
  tensors: {
    preNorm: norm("ffn_norm"),
    gate: { name: "feed_forward.w1", hasBias: false },
    up: { name: "feed_forward.w3", hasBias: false },
    down: { name: "feed_forward.w2", hasBias: false },
    postNorm: null,
  },
};

/** In the order in which messages list them. */
export const OTHER_FORMS: readonly Architecture[] = [
  GRANITE,
  {
    ...GRANITE,
    names: ["GraniteMoeHybridForCausalLM"],
    modelTypes: ["granitemoehybrid"],
    tensors: {
      ...LLAMA.tensors,
      gate: { name: "shared_mlp.input_linear", rows: [0, 1], hasBias: false },
      up: { name: "shared_mlp.input_linear", rows: [1, 2], hasBias: false },
      down: { name: "shared_mlp.output_linear", hasBias: false },
    },
    biasFlags: [],
    widthKeys: ["shared_intermediate_size"],
    // Left out it means eight; with none of them only the shared MLP is there.
    expertsKey: "num_local_experts",
  },
  MINICPM,
  {
    ...like("HyperCLOVAX", "hyperclovax"),
    epsDefault: null,
    tensors: { ...LLAMA.tensors, postNorm: norm("post_norm2") },
    variants: [{ flag: "use_post_norm", is: false, byDefault: true, then: { postNorm: null } }],
    multiplier: { key: "residual_multiplier", byDefault: 1, isOverRootLayers: false },
  },
  OLMO_2,
  {
    ...OLMO_2,
    names: ["Exaone4ForCausalLM"],
    modelTypes: ["exaone4", "exaone4_5_text"],
    biasFlags: [],
  },
  COHERE,
  STABLELM,
  {
    // OLMo 1 has norms without any tensor, and their epsilon in its code.
    ...COHERE,
    names: ["OlmoForCausalLM"],
    modelTypes: ["olmo"],
    tensors: LLAMA.tensors,
    norm: { form: "layer", isScaled: false },
    epsKey: null,
  },
  INTERNLM_2,
  {
    ...INTERNLM_2,
    names: ["Lfm2ForCausalLM"],
    modelTypes: ["lfm2"],
    epsKey: "norm_eps",
    epsDefault: 1e-5,
    activationKeys: [],
    widthKeys: ["block_ff_dim", "intermediate_size"],
    isWidthAdjusted: true,
  },
  {
    ...like("Exaone", "exaone", 1e-5),
    layerPrefixes: ["transformer.h."],
    tensors: {
      preNorm: norm("ln_2"),
      gate: { name: "mlp.c_fc_0", hasBias: false },
      up: { name: "mlp.c_fc_1", hasBias: false },
      down: { name: "mlp.c_proj", hasBias: false },
      postNorm: null,
    },
    biasFlags: [],
    epsKey: "layer_norm_epsilon",
    activationKeys: ["activation_function"],
    layersKey: "num_layers",
  },
];
