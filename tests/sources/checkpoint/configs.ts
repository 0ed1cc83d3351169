/** Configs as models have them, and what is read of them. */

import assert from "node:assert/strict";
import type { Architecture } from "../../../src/sources/checkpoint/architectures/architecture.ts";
import { ARCHITECTURES } from "../../../src/sources/checkpoint/architectures/index.ts";
import { recipeOf } from "../../../src/sources/checkpoint/recipe.ts";
import { parsePythonJson } from "../../../src/sources/folder/strict_json.ts";

export const LLAMA_ENTRY = ARCHITECTURES.find(({ names }) => names.includes("LlamaForCausalLM"))!;

/** The fields of google/gemma-2-27b's `config.json` that count here, and some that do not. */
export const GEMMA_2_27B = {
  architectures: ["Gemma2ForCausalLM"],
  attn_logit_softcapping: 50.0,
  hidden_act: "gelu_pytorch_tanh",
  hidden_activation: "gelu_pytorch_tanh",
  hidden_size: 4608,
  intermediate_size: 36864,
  num_hidden_layers: 46,
  rms_norm_eps: 1e-6,
  torch_dtype: "float32",
};

export const LLAMA = {
  architectures: ["LlamaForCausalLM"],
  hidden_act: "silu",
  hidden_size: 64,
  intermediate_size: 172,
  mlp_bias: false,
  num_hidden_layers: 5,
  rms_norm_eps: 1e-5,
};

/** The fields of Qwen/Qwen3-32B's `config.json` that count here, and some that do not. */
export const QWEN_3_32B = {
  architectures: ["Qwen3ForCausalLM"],
  attention_bias: false,
  head_dim: 128,
  hidden_act: "silu",
  hidden_size: 5120,
  intermediate_size: 25600,
  num_hidden_layers: 64,
  rms_norm_eps: 1e-6,
  rope_scaling: null,
  torch_dtype: "bfloat16",
};

export const read = (config: unknown, architectures?: readonly Architecture[]) =>
  recipeOf(
    { ...parsePythonJson(JSON.stringify(config)), lineOf: () => null },
    "config.json of base",
    architectures === undefined ? {} : { architectures },
  );

export const recipe = (...given: Parameters<typeof read>) => read(...given).recipe;

export function assertRefused(config: unknown, finding: string): void {
  assert.throws(() => recipe(config), { message: `Cannot use config.json of base: ${finding}` });
}

/** As published: of google/gemma-3-27b-it what counts here. Eps and activation are left to the family. */
export const GEMMA_3_27B_IT = {
  architectures: ["Gemma3ForConditionalGeneration"],
  model_type: "gemma3",
  text_config: {
    head_dim: 128,
    hidden_size: 5376,
    intermediate_size: 21504,
    model_type: "gemma3_text",
    num_hidden_layers: 62,
  },
  vision_config: { hidden_size: 1152, intermediate_size: 4304, num_hidden_layers: 27 },
  // Of the outer model, which is not the text model's.
  hidden_size: 7,
  rms_norm_eps: 0.5,
};
