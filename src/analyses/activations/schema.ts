/**
 * Real activations as a baseline of one layer.
 *
 * @module
 */

import * as v from "valibot";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, number, text, unknownable } from "../../results/values.ts";

/** Columns of `data/activations.csv`. x is an activation, u = d / |d| of PC1. */
export const activationColumns = {
  index: column(count, {
    label: "index",
    meaning: "Row of the file.",
  }),
  along_pc1: column(number, {
    label: "x along PC1",
    meaning: "x . PC1 / |PC1|.",
    digits: 4,
  }),
  change_along_u: column(unknownable, {
    label: "change along u",
    meaning: "Its change along that of PC1: d . u.",
    digits: 4,
  }),
  delta_norm: column(number, {
    label: "|d|",
    meaning: "Length of its change.",
    digits: 4,
  }),
  delta_angular: column(unknownable, {
    label: "1 − cos",
    meaning: "1 - cos between the two outputs.",
    digits: 4,
  }),
  trimmed_change_along_u: column(unknownable, {
    label: "change along u, outlier dimensions removed",
    meaning: "d . u with the outlier dimensions removed.",
    digits: 4,
  }),
  trimmed_angular: column(unknownable, {
    label: "1 − cos, outlier dimensions removed",
    meaning: "1 - cos with the outlier dimensions removed.",
    digits: 4,
  }),
} satisfies Columns;

export const activationRow = rowOf(activationColumns);

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

/** Its part of the results. */
export const schema = {
  results: {
    /** Null where none were given. */
    activations: v.optional(v.nullable(activations), null),
  },
};

/** Real activations as a baseline of one layer. */
export type Activations = v.InferOutput<typeof activations>;
/** One activation. */
export type ActivationRow = v.InferOutput<typeof activationRow>;
