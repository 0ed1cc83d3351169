/**
 * Every role and trait as an input of every analysed layer.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, kind, number, text, unknownable } from "../../results/values.ts";

/** Angles of vectors over layers, or of a layer over vectors. */
const angleColumns = {
  delta_angular_mean: column(unknownable, {
    label: "mean 1 − cos",
    meaning: "Mean 1 − cos between the two outputs.",
    digits: 4,
  }),
  delta_angular_sd: column(unknownable, {
    label: "sd of 1 − cos",
    meaning: "Standard deviation (n - 1).",
    digits: 4,
  }),
  delta_angular_max: column(unknownable, {
    label: "largest 1 − cos",
    meaning: "Largest 1 − cos.",
    digits: 4,
  }),
} satisfies Columns;

/** Columns of `data/sweep.csv`: over the layers at which the vector was run. */
export const sweepColumns = {
  kind: KEYS.kind,
  name: KEYS.name,
  layers: column(count, {
    label: "layers",
    meaning: "Layers at which the vector has a length and was run.",
  }),
  delta_norm_mean: column(unknownable, {
    label: "mean |d|",
    meaning: "Mean length of its change.",
    digits: 4,
  }),
  delta_norm_sd: column(unknownable, {
    label: "sd of |d|",
    meaning: "Standard deviation (n - 1). Empty for one layer.",
    digits: 4,
  }),
  delta_norm_max: column(unknownable, {
    label: "largest |d|",
    meaning: "Largest length.",
    digits: 4,
  }),
  ...angleColumns,
  trimmed_angular_mean: column(unknownable, {
    label: "mean 1 − cos, outlier dimensions removed",
    meaning: "The mean with the outlier dimensions removed.",
    digits: 4,
  }),
  trimmed_angular_sd: column(unknownable, {
    label: "sd, outlier dimensions removed",
    meaning: "Its standard deviation.",
    digits: 4,
  }),
  trimmed_angular_max: column(unknownable, {
    label: "largest, outlier dimensions removed",
    meaning: "Its largest.",
    digits: 4,
  }),
  delta_norm_rank: column(v.nullable(count), {
    label: "rank by |d|",
    meaning: "Rank by mean |d| among all vectors, 1 the largest.",
  }),
  delta_angular_rank: column(v.nullable(count), {
    label: "rank by angle",
    meaning: "Rank by mean 1 − cos among all vectors, 1 the largest.",
  }),
} satisfies Columns;

export const sweepRow = rowOf(sweepColumns);

/** Columns of the vectors of a kind at a layer. */
export const sweepLayerColumns = {
  layer: KEYS.layer,
  kind: KEYS.kind,
  n: column(count, {
    label: "vectors",
    meaning: "Vectors of the kind that have a length at the layer.",
  }),
  delta_norm_mean: column(unknownable, {
    label: "mean |d|",
    meaning: "Mean length of their changes.",
    digits: 4,
  }),
  delta_norm_sd: column(unknownable, {
    label: "sd of |d|",
    meaning: "Standard deviation (n - 1). Empty for one vector.",
    digits: 4,
  }),
  delta_norm_max: column(unknownable, {
    label: "largest |d|",
    meaning: "Largest length.",
    digits: 4,
  }),
  ...angleColumns,
  delta_norm_min: column(unknownable, {
    label: "smallest |d|",
    meaning: "Smallest length.",
    digits: 4,
  }),
  delta_angular_min: column(unknownable, {
    label: "smallest 1 − cos",
    meaning: "Smallest 1 − cos.",
    digits: 4,
  }),
} satisfies Columns;

export const sweepLayerRow = rowOf(sweepLayerColumns);

/** Columns of roles against traits, by the means over layers of each vector. */
export const sweepTestColumns = {
  column: column(v.picklist(["delta_norm", "delta_angular", "trimmed_angular"]), {
    label: "mean over layers of",
    meaning: "What is compared, roles less traits: means over layers of each vector.",
  }),
  roles: column(count, {
    label: "roles, n",
    meaning: "Roles.",
  }),
  traits: column(count, {
    label: "traits, n",
    meaning: "Traits.",
  }),
  roles_mean: column(unknownable, {
    label: "roles",
    meaning: "Mean over the roles.",
    digits: 4,
  }),
  traits_mean: column(unknownable, {
    label: "traits",
    meaning: "Mean over the traits.",
    digits: 4,
  }),
  cohens_d: column(unknownable, {
    label: "Cohen’s d",
    meaning: "Difference of the means over the pooled sd.",
    digits: 3,
  }),
  welch_t: column(unknownable, {
    label: "Welch’s t",
    meaning: "t of unequal variances; assumes independence.",
    digits: 4,
  }),
  welch_df: column(unknownable, {
    label: "df of Welch’s t",
    meaning: "Its degrees of freedom.",
    digits: 4,
  }),
  welch_p: column(unknownable, {
    label: "p of Welch’s t",
    meaning: "Two-sided; assumes independence.",
    digits: 3,
  }),
  student_t: column(unknownable, {
    label: "Student’s t",
    meaning: "t of equal variances; assumes independence.",
    digits: 4,
  }),
  student_df: column(unknownable, {
    label: "df of Student’s t",
    meaning: "Its degrees of freedom.",
    digits: 4,
  }),
  student_p: column(unknownable, {
    label: "p of Student’s t",
    meaning: "Two-sided; assumes independence.",
    digits: 3,
  }),
  note: column(v.literal("assumes independence"), {
    label: "note",
    meaning: "What t and p take for granted and role vectors do not meet.",
  }),
} satisfies Columns;

export const sweepTest = rowOf(sweepTestColumns);

/** Every role and trait through every analysed layer; null where it was not run. */
export const sweep = v.object({
  rows: v.array(sweepRow),
  layers: v.array(sweepLayerRow),
  tests: v.array(sweepTest),
  /** PC1 and -PC1 over the same layers: mean 1 - cos. */
  beside: v.array(v.object({ input_vector: text, delta_angular_mean: number })),
  /** Of the vectors that were run at every layer the one of largest mean 1 - cos; null where PC1 or every vector has no angle. */
  farthest: v.nullable(v.object({
    kind,
    name: text,
    delta_angular_mean: number,
    /** Vectors compared. */
    n: count,
    /** Those of a larger mean than PC1. */
    n_beyond_pc1: count,
  })),
  /** Why nothing is said of the sweep: no vector changes, or a layer is within the rounding noise; null where something is. */
  untold: v.nullable(v.picklist(["no_difference", "within_noise"])),
});

/** Its part of the results. */
export const schema = {
  results: {
    /** Null where they were not run. */
    sweep: v.optional(v.nullable(sweep), null),
  },
};

/** Every role and trait through every analysed layer. */
export type Sweep = v.InferOutput<typeof sweep>;
/** One row of `data/sweep.csv`. */
export type SweepRow = v.InferOutput<typeof sweepRow>;
/** Roles or traits at one layer. */
export type SweepLayerRow = v.InferOutput<typeof sweepLayerRow>;
/** Roles against traits. */
export type SweepTest = v.InferOutput<typeof sweepTest>;
