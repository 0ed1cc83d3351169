/**
 * Decoders whose MLP is y = post(down(act(gate n) * (up n))), n = pre(x), with RMSNorm, each tensor under Llama's or Gemma's
 * names: one row each of what sets them apart.
 *
 * Source of every row: `modeling_*.py` and `configuration_*.py` of transformers 5.18, its MLP, norm and decoder layer.
 *
 * @module
 */

import type { Architecture } from "./architecture.ts";

/** What stands before the number of a layer: first a text model alone, then one within a larger model, then one without its head. */
const LAYER_PREFIXES: readonly string[] = [
  "model.layers.",
  "language_model.model.layers.",
  "model.language_model.layers.",
  "model.text_model.layers.",
  "language_model.model.model.layers.",
  "language_model.layers.",
  "layers.",
];

/** As GLM's own code has it: 10 / 64 millionths. */
const GLM_EPS = 1.5625e-7;

/** A norm without a bias. */
export const norm = (name: string) => ({ name, hasBias: false });

/** Llama: gated by SiLU, with a norm before the MLP and none after it. */
export const LLAMA: Architecture = {
  names: [
    "LlamaForCausalLM",
    // Published as code of their own, with Llama's names.
    "InternLM3ForCausalLM",
    "MiMoForCausalLM",
    "TeleChat3ForCausalLM",
  ],
  modelTypes: ["llama", "internlm3", "mimo", "telechat3"],
  layerPrefixes: LAYER_PREFIXES,
  tensors: {
    // After attention, before the MLP; Gemma 2 has a norm of the same name that is attention's own.
    preNorm: norm("post_attention_layernorm"),
    gate: { name: "mlp.gate_proj", hasBias: false },
    up: { name: "mlp.up_proj", hasBias: false },
    down: { name: "mlp.down_proj", hasBias: false },
    postNorm: null,
  },
  wrapper: null,
  variants: [],
  norm: { form: "w", isScaled: true },
  biasFlags: ["mlp_bias"],
  epsKey: "rms_norm_eps",
  epsDefault: 1e-6,
  activationKeys: ["hidden_act"],
  activationDefault: "silu",
  activationNames: {},
  multiplier: null,
  widthKeys: ["intermediate_size"],
  isWidthAdjusted: false,
  doubled: null,
  layersKey: "num_hidden_layers",
  sizeDefaults: [4096, 11008, 32],
  expertsKey: null,
};

/** Only of Llama itself the sizes of a text model are known to be left out. */
const UNSIZED: Architecture = { ...LLAMA, sizeDefaults: null };

/** Gemma 2: GELU in its tanh form, a norm before and one after the MLP, whose weights are stored less 1. */
const GEMMA_2: Architecture = {
  ...UNSIZED,
  names: ["Gemma2ForCausalLM"],
  modelTypes: ["gemma2"],
  tensors: {
    ...LLAMA.tensors,
    preNorm: norm("pre_feedforward_layernorm"),
    postNorm: norm("post_feedforward_layernorm"),
  },
  norm: { ...LLAMA.norm, form: "1+w" },
  // Its code reads no `hidden_act`, which old files have.
  activationKeys: ["hidden_activation"],
  activationDefault: "gelu_tanh",
};

/** Phi-3: gate and up are one matrix, gate first. */
const PHI_3: Architecture = {
  ...UNSIZED,
  names: ["Phi3ForCausalLM"],
  modelTypes: ["phi3"],
  tensors: {
    ...LLAMA.tensors,
    gate: { name: "mlp.gate_up_proj", rows: [0, 1], hasBias: false },
    up: { name: "mlp.gate_up_proj", rows: [1, 2], hasBias: false },
  },
  epsDefault: 1e-5,
};

/** In the order in which messages list them. */
export const DECODERS: readonly Architecture[] = [
  {
    ...UNSIZED,
    names: ["GemmaForCausalLM"],
    modelTypes: ["gemma"],
    norm: GEMMA_2.norm,
    activationDefault: "gelu_tanh",
    activationNames: { gelu: "gelu_tanh" }, // its code says so of its own first files
  },
  GEMMA_2,
  { ...GEMMA_2, names: ["Gemma3ForCausalLM"], modelTypes: ["gemma3_text"] },
  {
    ...GEMMA_2,
    names: ["VaultGemmaForCausalLM"],
    modelTypes: ["vaultgemma"],
    tensors: { ...GEMMA_2.tensors, postNorm: null },
  },
  {
    ...GEMMA_2,
    names: ["Gemma4ForCausalLM", "Gemma4UnifiedForCausalLM"],
    modelTypes: ["gemma4_text", "gemma4_unified_text"],
    norm: LLAMA.norm,
    doubled: { flag: "use_double_wide_mlp", layersKey: "num_kv_shared_layers" },
  },
  LLAMA,
  { ...like("Mistral", "mistral"), sizeDefaults: [4096, 14336, 32] },
  like("Ministral", "ministral"),
  like("Ministral3", "ministral3", 1e-5),
  like("Qwen2", "qwen2"),
  {
    ...like("Qwen2VL", "qwen2_vl_text"),
    // Earlier files have no text_config: the outer model_type stands for the text model.
    names: ["Qwen2VLForConditionalGeneration", "Qwen2_5_VLForConditionalGeneration"],
    modelTypes: ["qwen2_vl_text", "qwen2_5_vl_text", "qwen2_vl", "qwen2_5_vl"],
  },
  like("Qwen3", "qwen3"),
  { ...like("Qwen3VL", "qwen3_vl_text"), names: [] },
  { ...like("Qwen3_5", "qwen3_5_text"), norm: GEMMA_2.norm },
  like("SmolLM3", "smollm3"),
  like("SeedOss", "seed_oss"),
  like("HunYuanDenseV1", "hunyuan_v1_dense", 1e-5),
  like("Cwm", "cwm", 1e-5),
  { ...like("Ernie4_5", "ernie4_5", 1e-5), biasFlags: ["use_bias"] },
  like("Helium", "helium", 1e-8),
  like("Youtu", "youtu"),
  like("DiffLlama", "diffllama", 1e-5),
  PHI_3,
  {
    ...PHI_3,
    names: ["Phi4MultimodalForCausalLM", "Phi4MMForCausalLM"],
    modelTypes: ["phi4_multimodal", "phi4mm"],
    // Beside it lie adapters for images and speech, which text does not pass.
    wrapper: "base_layer",
    beside: /\.lora_[AB]\.(?:vision|speech)\./,
  },
  { ...PHI_3, names: ["GlmForCausalLM"], modelTypes: ["glm"], epsDefault: GLM_EPS },
  {
    ...PHI_3,
    names: ["Glm4ForCausalLM"],
    modelTypes: ["glm4", "glm4v_text"],
    // `post_self_attn_layernorm` is attention's.
    tensors: { ...PHI_3.tensors, postNorm: norm("post_mlp_layernorm") },
    epsDefault: GLM_EPS,
  },
];

/** Of which only attention, position and what lies around the layers differ from Llama. */
export function like(name: string, modelType: string, epsDefault = 1e-6): Architecture {
  return { ...UNSIZED, names: [`${name}ForCausalLM`], modelTypes: [modelType], epsDefault };
}
