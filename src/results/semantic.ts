/**
 * What `results.json` holds of role and trait vectors: what a change says of them, and what they do as inputs.
 *
 * Notation: s a semantic vector of length 1, m the common mode (unit mean of all s), O the outlier dimensions.
 *
 * @module
 */

import * as v from "valibot";
import { count, kind, later, number, projectionRow, text, unknownable } from "./values.ts";

/** One vector's part in the change of one input. */
export const decompositionRow = v.object({
  ...projectionRow.entries,
  /** d . s' with s' = s - (s . m) m, normalised; null where nothing is left of s. */
  specific_projection: later,
  /** d . s with O zeroed in both and s normalised again; null where nothing is left of s. */
  trimmed_projection: later,
  /** y_b . s */
  base_projection: later,
  /** y_i . s */
  instruct_projection: later,
  /** (d . s - mean d_k . s) / sd (n - 1) over the persona draws d_k, each as drawn; null without spread. */
  z: later,
  /** The cosine less the mean, over the sd (n - 1), of the draws' cosines and itself; null with fewer than two draws. */
  cosine_z: later,
  /** Two-sided, among the draws: (1 + draws whose |cosine_z| is at least as large) / (N + 1). */
  cosine_p: later,
  /** The same of each draw's largest over all vectors. */
  cosine_pfw: later,
  /** Step of the matching pursuit of PC1's difference at which it was taken, 1 to 15; null for the rest. */
  omp_step: v.optional(v.nullable(count), null),
  /** Its coefficient after the last step. */
  omp_coefficient: later,
  /** The same without O, of d, of the draws and of s. */
  trimmed_z: later,
  trimmed_cosine_z: later,
  trimmed_cosine_p: later,
  trimmed_cosine_pfw: later,
  /** `PC1`, `-PC1`, ...: whose change d is; earlier runs have PC1 alone. */
  input_vector: v.optional(text, "PC1"),
});

export const spanVariant = v.picklist(["raw", "trimmed", "without_common"]);
/** What spans and pursuits are of: all coordinates; without O; without the common mode in d and in every s. */
export const SPAN_VARIANTS = spanVariant.options;

const draws = {
  /** Of the persona draws at this layer in the same span: median and 95 % quantile; null without draws. */
  draws_q50: unknownable,
  draws_q95: unknownable,
};

export const spanRow = v.object({
  variant: spanVariant,
  /** R^2 of d in the span of the vectors, no intercept; null where d is zero. */
  r2: unknownable,
  ...draws,
  /** (1 + persona draws whose R^2 is at least as large) / (N + 1), uncorrected. */
  draws_p: later,
  /** Singular values above 1e-6 of the largest. */
  rank: count,
  vectors: count,
  /** Dimensions of the space: C, without O where trimmed. */
  dimensions: count,
  /** Share of the first singular value in the sum of squares. */
  first_share: unknownable,
  /** (sum of eigenvalues)^2 / sum of their squares. */
  effective_number: unknownable,
  /** Squared cosine of d with the first singular vector. */
  d_along_first: unknownable,
});

export const pursuitStep = v.object({
  variant: spanVariant,
  step: count,
  kind,
  name: text,
  /** After the last step. */
  coefficient: number,
  /** Of all steps so far. */
  r2: number,
  ...draws,
});

export const commonModeRow = v.object({
  variant: v.picklist(["raw", "trimmed"]),
  /** (d . m)^2 / |d|^2 */
  difference_share: unknownable,
  /** The same of y_b and y_i. */
  base_share: unknownable,
  instruct_share: unknownable,
  /** Of the persona draws' d_k. */
  ...draws,
});

/** What a decomposition of PC1 says of all vectors together; absent in earlier runs. */
export const decompositionSummary = v.object({
  common_mode: v.array(commonModeRow),
  spans: v.array(spanRow),
  pursuit: v.array(pursuitStep),
  /** Persona draws that z, the cosines and the spans are set against. */
  draws: count,
});

const spreadColumns = {
  delta_norm_mean: unknownable,
  /** n - 1; null for one layer. */
  delta_norm_sd: unknownable,
  delta_norm_max: unknownable,
  delta_angular_mean: unknownable,
  delta_angular_sd: unknownable,
  delta_angular_max: unknownable,
};

export const sweepRow = v.object({
  kind,
  name: text,
  /** Layers at which the vector has a length and was run. */
  layers: count,
  ...spreadColumns,
  /** Without O. */
  trimmed_angular_mean: unknownable,
  trimmed_angular_sd: unknownable,
  trimmed_angular_max: unknownable,
  /** By mean over layers among all vectors, 1 the largest. */
  delta_norm_rank: v.nullable(count),
  delta_angular_rank: v.nullable(count),
});

export const sweepLayerRow = v.object({
  layer: count,
  kind,
  n: count,
  ...spreadColumns,
  delta_norm_min: unknownable,
  delta_angular_min: unknownable,
});

export const sweepTest = v.object({
  /** What is compared, roles less traits: means over layers of each vector. */
  column: v.picklist(["delta_norm", "delta_angular", "trimmed_angular"]),
  roles: count,
  traits: count,
  roles_mean: unknownable,
  traits_mean: unknownable,
  /** Difference of the means over the pooled sd. */
  cohens_d: unknownable,
  welch_t: unknownable,
  welch_df: unknownable,
  welch_p: unknownable,
  student_t: unknownable,
  student_df: unknownable,
  student_p: unknownable,
  /** What t and p take for granted and role vectors do not meet. */
  note: v.literal("assumes independence"),
});

/** Every role and trait through every analysed layer; null where it was not run. */
export const sweep = v.object({
  rows: v.array(sweepRow),
  layers: v.array(sweepLayerRow),
  tests: v.array(sweepTest),
});

const activationVariantRow = v.object({
  variant: v.picklist(["raw", "trimmed"]),
  /** Of 1 - cos of the activations. */
  q05: unknownable,
  q50: unknownable,
  q95: unknownable,
  pc1_delta_angular: unknownable,
  /** Share of the activations that turn less far than PC1. */
  pc1_quantile: unknownable,
  /** Least squares, with intercept, of d . u on x . PC1 / |PC1|, u = d / |d| of PC1. */
  slope: unknownable,
  /** 95 % percentile interval of a bootstrap over rows. */
  slope_low: unknownable,
  slope_high: unknownable,
});

export const activationRow = v.object({
  /** Row of the file. */
  index: count,
  /** x . PC1 / |PC1| */
  along_pc1: number,
  /** d . u */
  change_along_u: unknownable,
  delta_norm: number,
  delta_angular: unknownable,
  trimmed_change_along_u: unknownable,
  trimmed_angular: unknownable,
});

/** Real activations as a baseline of one layer; null where none were given. */
export const activations = v.object({
  layer: count,
  /** Base name of the file. */
  file: text,
  rows_in_file: count,
  resamples: count,
  variants: v.array(activationVariantRow),
  rows: v.array(activationRow),
});

/** One row of `data/layer-N.csv`. */
export type DecompositionRow = v.InferOutput<typeof decompositionRow>;
/** What a decomposition says of all vectors together. */
export type DecompositionSummary = v.InferOutput<typeof decompositionSummary>;
/** R^2 in one span. */
export type SpanRow = v.InferOutput<typeof spanRow>;
/** One step of a matching pursuit. */
export type PursuitStep = v.InferOutput<typeof pursuitStep>;
/** What the common mode holds. */
export type CommonModeRow = v.InferOutput<typeof commonModeRow>;
/** What a span or a pursuit is of. */
export type SpanVariant = v.InferOutput<typeof spanVariant>;
/** Every role and trait through every analysed layer. */
export type Sweep = v.InferOutput<typeof sweep>;
/** One row of `data/sweep.csv`. */
export type SweepRow = v.InferOutput<typeof sweepRow>;
/** Roles or traits at one layer. */
export type SweepLayerRow = v.InferOutput<typeof sweepLayerRow>;
/** Roles against traits. */
export type SweepTest = v.InferOutput<typeof sweepTest>;
/** Real activations as a baseline of one layer. */
export type Activations = v.InferOutput<typeof activations>;
/** One activation. */
export type ActivationRow = v.InferOutput<typeof activationRow>;
