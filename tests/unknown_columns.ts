/** What earlier runs did not write, or what is not looked into: columns, and parts of the results. */

import type { Causes } from "../src/results.ts";

/** Of `data/mlp.csv`: what tells where in the MLP a change arises. */
export const NO_CAUSES = {
  base_self_projection: null,
  instruct_self_projection: null,
  base_orthogonal_norm: null,
  instruct_orthogonal_norm: null,
  gate_angular: null,
  up_angular: null,
  hidden_angular: null,
  down_angular: null,
  even_share: null,
} as const;

/** Of `data/layer-N.csv`: everything but projection and cosine, of PC1. */
export const PROJECTION_ONLY = {
  specific_projection: null,
  trimmed_projection: null,
  base_projection: null,
  instruct_projection: null,
  z: null,
  cosine_z: null,
  cosine_p: null,
  cosine_pfw: null,
  omp_step: null,
  omp_coefficient: null,
  trimmed_z: null,
  trimmed_cosine_z: null,
  trimmed_cosine_p: null,
  trimmed_cosine_pfw: null,
  input_vector: "PC1",
  cosine_q025: null,
  cosine_q975: null,
} as const;

/** Of semantic vectors too few to have one. */
export const NO_MEAN_COSINE = {
  within_roles: null,
  within_traits: null,
  roles_with_default: null,
  traits_with_default: null,
};

/** Of a decomposition all but its sizes. */
export const NOTHING_DECOMPOSED = {
  mean_cosine: NO_MEAN_COSINE,
  warnings: [],
  one_sided: null,
  inputs: [],
  zero_length: [],
  summary: null,
};

/** Causes of no layer. */
export const NO_LAYER_CAUSES: Causes = {
  stages: [],
  stage_appearance: [],
  parity: [],
  self_projection: [],
  spreads: [],
  attribution: [],
  leading_tensors: [],
  weight_change: [],
  neurons: {},
  named_neurons: [],
};
