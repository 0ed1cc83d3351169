/**
 * Real activations as a baseline of one layer.
 *
 * @module
 */

import * as v from "valibot";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, number, outputVariant, text, unknownable } from "../../results/values.ts";

/** Columns of `data/activations.csv`. x is an activation, u = d / |d| of PC1. */
export const activationColumns = {
  index: column(count, {
    label: "row",
    meaning: "Row of the file.",
  }),
  along_pc1: column(number, {
    label: "x · PC1 / |PC1|",
    meaning: "x . PC1 / |PC1|.",
    digits: 4,
  }),
  change_along_u: column(unknownable, {
    label: "d · u",
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
    meaning: "1 − cos between the two outputs.",
    digits: 4,
  }),
  trimmed_change_along_u: column(unknownable, {
    label: "d · u, outlier dimensions removed",
    meaning: "d . u with the outlier dimensions removed.",
    digits: 4,
  }),
  trimmed_angular: column(unknownable, {
    label: "1 − cos, outlier dimensions removed",
    meaning: "1 − cos with the outlier dimensions removed.",
    digits: 4,
  }),
} satisfies Columns;

export const activationRow = rowOf(activationColumns);

/** Columns of PC1 among the activations, with and without the outlier dimensions. */
export const activationVariantColumns = {
  variant: column(outputVariant, {
    label: "coordinates",
    meaning: "raw: all. trimmed: outlier dimensions removed.",
  }),
  q05: column(unknownable, {
    label: "5 %",
    meaning: "5 % quantile of 1 − cos of the activations.",
    digits: 3,
  }),
  q50: column(unknownable, {
    label: "50 %",
    meaning: "Median of 1 − cos of the activations.",
    digits: 3,
  }),
  q95: column(unknownable, {
    label: "95 %",
    meaning: "95 % quantile of 1 − cos of the activations.",
    digits: 3,
  }),
  pc1_delta_angular: column(unknownable, {
    label: "PC1",
    meaning: "1 − cos of PC1.",
    digits: 3,
  }),
  pc1_quantile: column(unknownable, {
    label: "share below it",
    meaning: "Share of the activations whose 1 − cos is smaller than that of PC1.",
    decimals: 3,
  }),
  slope: column(unknownable, {
    label: "slope",
    meaning: "Least squares, with intercept, of d . u on x . PC1 / |PC1|, u = d / |d| of PC1.",
    digits: 4,
  }),
  slope_low: column(unknownable, {
    label: "from",
    meaning: "Lower end of the 95 % percentile interval of a bootstrap over rows.",
    digits: 4,
  }),
  slope_high: column(unknownable, {
    label: "to",
    meaning: "Upper end of that interval.",
    digits: 4,
  }),
  is_sign_open: column(v.optional(v.nullable(v.boolean()), null), {
    label: "sign open",
    meaning: "Whether the interval holds 0. Empty without an interval.",
  }),
} satisfies Columns;

const activationVariantRow = rowOf(activationVariantColumns);

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
