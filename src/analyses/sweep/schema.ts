/**
 * Every role and trait as an input of every analysed layer.
 *
 * @module
 */

import * as v from "valibot";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, kind, text, unknownable } from "../../results/values.ts";

/** Columns of `data/sweep.csv`: over the layers at which the vector was run. */
export const sweepColumns = {
  kind: column(kind, {
    label: "kind",
    meaning: "role or trait.",
  }),
  name: column(text, {
    label: "name",
    meaning: "Name of the role or trait.",
    isName: true,
  }),
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
  delta_angular_mean: column(unknownable, {
    label: "mean 1 − cos",
    meaning: "Mean 1 - cos between the two outputs.",
    digits: 4,
  }),
  delta_angular_sd: column(unknownable, {
    label: "sd of 1 − cos",
    meaning: "Standard deviation (n - 1).",
    digits: 4,
  }),
  delta_angular_max: column(unknownable, {
    label: "largest 1 − cos",
    meaning: "Largest 1 - cos.",
    digits: 4,
  }),
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
    meaning: "Rank by mean 1 - cos among all vectors, 1 the largest.",
  }),
} satisfies Columns;

export const sweepRow = rowOf(sweepColumns);

const spreadColumns = {
  delta_norm_mean: unknownable,
  /** n - 1; null for one layer. */
  delta_norm_sd: unknownable,
  delta_norm_max: unknownable,
  delta_angular_mean: unknownable,
  delta_angular_sd: unknownable,
  delta_angular_max: unknownable,
};

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
