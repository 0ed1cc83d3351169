/** Recipes of two families, but for the sizes, which are a test's own. */

import type { MlpRecipe } from "../../../src/sources/checkpoint/weights.ts";

type Family = Omit<MlpRecipe, "hiddenSize" | "intermediateSize" | "nLayers">;

export const LLAMA_FAMILY: Family = {
  architecture: "LlamaForCausalLM",
  eps: 1e-5,
  normOffset: 0,
  activation: "silu",
  isCentred: false,
  isNormScaled: true,
  hasPreNorm: true,
  hasPostNorm: false,
  biased: [],
  multiplier: 1,
  doubledFrom: null,
  defaults: [],
};

export const GEMMA_2_FAMILY: Family = {
  ...LLAMA_FAMILY,
  architecture: "Gemma2ForCausalLM",
  eps: 1e-6,
  normOffset: 1,
  activation: "gelu_tanh",
  hasPostNorm: true,
};
