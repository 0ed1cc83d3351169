/**
 * What the change points to: its projections on role and trait vectors, and what they say together.
 *
 * @module
 */

import * as v from "valibot";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { byLayer, count, kind, later, number, text, unknownable } from "../../results/values.ts";

/** Columns of `data/layer-N.csv`. s is a role or trait vector of length 1, m the unit mean of all s. */
export const decompositionColumns = {
  name: column(text, {
    label: "name",
    meaning: "Name of the role or trait.",
    isName: true,
  }),
  kind: column(kind, {
    label: "kind",
    meaning: "role or trait.",
  }),
  projection: column(number, {
    label: "d · s",
    meaning: "Projection of the change on the vector.",
    digits: 4,
  }),
  cosine: column(unknownable, {
    label: "cos",
    meaning: "d . s / (|d| |s|). Empty where d is zero.",
    digits: 3,
  }),
  specific_projection: column(later, {
    label: "specific",
    meaning: "d . s' with s' = s - (s . m) m, normalised. Empty where nothing is left of s.",
    digits: 4,
  }),
  trimmed_projection: column(later, {
    label: "outlier dimensions removed",
    meaning: "d . s with the outlier dimensions removed from both and s normalised again.",
    digits: 4,
  }),
  base_projection: column(later, {
    label: "y base · s",
    meaning: "Projection of the base output.",
    digits: 4,
  }),
  instruct_projection: column(later, {
    label: "y instruct · s",
    meaning: "Projection of the instruct output.",
    digits: 4,
  }),
  z: column(later, {
    label: "z",
    meaning:
      "(d . s - mean of d_k . s) / sd over the random role mixtures d_k, each as drawn. Empty without spread.",
    digits: 3,
  }),
  cosine_z: column(later, {
    label: "z of cos",
    meaning: "The cosine less the mean, over the sd, of the cosines of the mixtures and itself.",
    digits: 3,
  }),
  cosine_p: column(later, {
    label: "p of cos",
    meaning: "Two-sided: (1 + mixtures whose |z of cos| is at least as large) / (N + 1).",
    decimals: 4,
  }),
  cosine_pfw: column(later, {
    label: "p_fw of cos",
    meaning: "The same of each mixture's largest over all vectors (max-T).",
    decimals: 4,
  }),
  omp_step: column(v.optional(v.nullable(count), null), {
    label: "step",
    meaning:
      "Step of the matching pursuit of the change of PC1 at which it was taken, 1 to 15. Empty for the rest.",
  }),
  omp_coefficient: column(later, {
    label: "coefficient",
    meaning: "Its coefficient after the last step.",
    digits: 4,
  }),
  trimmed_z: column(later, {
    label: "z, outlier dimensions removed",
    meaning: "z with the outlier dimensions removed from d, the mixtures and s.",
    digits: 3,
  }),
  trimmed_cosine_z: column(later, {
    label: "z of cos, outlier dimensions removed",
    meaning: "z of the cosine with the outlier dimensions removed.",
    digits: 3,
  }),
  trimmed_cosine_p: column(later, {
    label: "p of cos, outlier dimensions removed",
    meaning: "Its p.",
    decimals: 4,
  }),
  trimmed_cosine_pfw: column(later, {
    label: "p_fw of cos, outlier dimensions removed",
    meaning: "Its family-wise p (max-T).",
    decimals: 4,
  }),
  input_vector: column(v.optional(text, "PC1"), {
    label: "input",
    meaning: "Whose change d is: PC1, -PC1 and so on. Earlier runs have PC1 alone.",
  }),
} satisfies Columns;

export const decompositionRow = rowOf(decompositionColumns);

export const spanVariant = v.picklist(["raw", "trimmed", "without_common"]);
/** What spans and pursuits are of: all coordinates; without O; without the mean direction in d and in every s. */
export const SPAN_VARIANTS = spanVariant.options;

const draws = {
  /** Of the random role mixtures at this layer in the same span: median and 95 % quantile; null without draws. */
  draws_q50: unknownable,
  draws_q95: unknownable,
};

export const spanRow = v.object({
  variant: spanVariant,
  /** R^2 of d in the span of the vectors, no intercept; null where d is zero. */
  r2: unknownable,
  ...draws,
  /** (1 + random role mixtures whose R^2 is at least as large) / (N + 1), uncorrected. */
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
  /** Of the random role mixtures' d_k. */
  ...draws,
});

/** What a decomposition of PC1 says of all vectors together; absent in earlier runs. */
export const decompositionSummary = v.object({
  common_mode: v.array(commonModeRow),
  spans: v.array(spanRow),
  pursuit: v.array(pursuitStep),
  /** Random role mixtures that z, the cosines and the spans are set against. */
  draws: count,
  /** How the mean direction of the vectors carries the change of PC1; null where it does not. */
  mean_direction_holds: v.nullable(v.picklist(["most", "raw_alone", "trimmed_alone"])),
  /** Whether most of the change lies along the first singular vector of the vectors. */
  first_direction_holds: v.boolean(),
  /** Variants in which the span is beyond the mixtures. */
  spans_beyond: v.array(spanVariant),
  /** Vectors that stand out, farthest out first, and how many do without the outlier dimensions; null where that is unknown. */
  stands_out: v.object({
    raw: v.array(v.object({ kind, name: text })),
    trimmed: v.nullable(count),
  }),
});

export const vectorWarning = v.object({
  kind,
  /** With one another, or with the default vector. */
  likeness: v.picklist(["pairwise", "with_default"]),
  /** Mean cosine. */
  cosine: number,
});

export const decompositionInfo = v.object({
  layer: count,
  /** The layer at which the role and trait vectors were taken. */
  vector_layer: count,
  /** |d| of PC1. */
  delta_norm: number,
  roles: count,
  traits: count,
  /** Mean pairwise cosine within each kind, and of each kind with the default vector; null where not defined. */
  mean_cosine: v.object({
    within_roles: v.nullable(number),
    within_traits: v.nullable(number),
    roles_with_default: v.nullable(number),
    traits_with_default: v.nullable(number),
  }),
  /** Where the vectors look like raw means. */
  warnings: v.array(vectorWarning),
  /** The sign that nearly all projections of PC1 have; null where both are common. */
  one_sided: v.optional(v.nullable(v.picklist(["positive", "negative"])), null),
  /** Vectors skipped because their length is zero at this layer. */
  zero_length: v.array(v.object({ name: text, kind })),
  /** What the decomposition says of all vectors together; null in earlier runs. */
  summary: v.optional(v.nullable(decompositionSummary), null),
});

/** Its part of the results. */
export const schema = {
  results: {
    /** By layer number as text; rows by input (PC1, -PC1, PC2, ...), then |projection| descending, then kind, then name. */
    decompositions: byLayer(v.array(decompositionRow)),
    /** What lies behind each decomposition, by layer number as text. */
    decomposition_info: byLayer(decompositionInfo),
  },
};

/** That the vectors of a kind look like raw means. */
export type VectorWarning = v.InferOutput<typeof vectorWarning>;
/** What lies behind the rows of one decomposed layer. */
export type DecompositionInfo = v.InferOutput<typeof decompositionInfo>;
/** One row of `data/layer-N.csv`. */
export type DecompositionRow = v.InferOutput<typeof decompositionRow>;
/** What a decomposition says of all vectors together. */
export type DecompositionSummary = v.InferOutput<typeof decompositionSummary>;
/** R^2 in one span. */
export type SpanRow = v.InferOutput<typeof spanRow>;
/** One step of a matching pursuit. */
export type PursuitStep = v.InferOutput<typeof pursuitStep>;
/** What the mean direction holds. */
export type CommonModeRow = v.InferOutput<typeof commonModeRow>;
/** What a span or a pursuit is of. */
export type SpanVariant = v.InferOutput<typeof spanVariant>;
