/**
 * Responses of a layer around the mean state mu: R(alpha) = f(mu + alpha s PC1) - f(mu).
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, number, unknownable } from "../../results/values.ts";

/** Columns of `data/operating-point.csv`. */
export const operatingPointColumns = {
  layer: KEYS.layer,
  row: column(v.picklist(["same", "before"]), {
    label: "row",
    meaning: "Row of the default vector that is µ: that of this layer, or of the one before.",
  }),
  alpha: column(number, {
    label: "alpha",
    meaning: "Steps of length s along PC1. At 0 the columns are of f(µ) itself.",
  }),
  response_base: column(number, {
    label: "|R base|",
    meaning: "Length of the response of the base model.",
    digits: 4,
  }),
  response_instruct: column(number, {
    label: "|R instruct|",
    meaning: "Length of the response of the instruct model.",
    digits: 4,
  }),
  response_delta: column(number, {
    label: "|R instruct − R base|",
    meaning: "Length of the difference of the two.",
    digits: 4,
  }),
  response_angular: column(unknownable, {
    label: "1 − cos",
    meaning: "1 − cos between the two responses.",
    digits: 4,
  }),
} satisfies Columns;

/** A random role mixture or a single role at the operating point, one step either way. */
const operatingBaselineColumns = {
  layer: KEYS.layer,
  row: column(v.picklist(["same", "before"]), {
    label: "row",
    meaning: "Row of the default vector that is µ.",
  }),
  baseline: column(v.picklist(["persona", "roles"]), {
    label: "baseline",
    meaning: "What PC1 is compared with.",
  }),
  index: column(count, {
    label: "index",
    meaning: "From 0, as in the baselines.",
  }),
  sign: column(v.optional(v.picklist([1, -1]), 1), {
    label: "sign",
    meaning: "Of the step along the direction. Earlier runs stepped one way.",
  }),
  response_delta: column(number, {
    label: "|R instruct − R base|",
    meaning: "Length of the difference of the two responses.",
    digits: 4,
  }),
  response_angular: column(unknownable, {
    label: "1 − cos",
    meaning: "1 − cos between them.",
    digits: 4,
  }),
} satisfies Columns;

/** Spread of a baseline at the operating point, one step either way. */
const operatingSpreadColumns = {
  layer: operatingBaselineColumns.layer,
  row: operatingBaselineColumns.row,
  baseline: operatingBaselineColumns.baseline,
  n: column(count, {
    label: "n",
    meaning: "Directions whose angles are known.",
  }),
  delta_q50: column(unknownable, {
    label: "|R instruct − R base|, 50 %",
    meaning: "Median of the length of the difference, of both signs.",
    digits: 4,
  }),
  delta_q95: column(unknownable, {
    label: "|R instruct − R base|, 95 %",
    meaning: "Its 95 % quantile.",
    digits: 4,
  }),
  angular_q50: column(unknownable, {
    label: "1 − cos, 50 %",
    meaning: "Median of 1 − cos, of the larger signs.",
    digits: 4,
  }),
  angular_q95: column(unknownable, {
    label: "1 − cos, 95 %",
    meaning: "Its 95 % quantile.",
    digits: 4,
  }),
} satisfies Columns;

/** What it adds to what is known of a layer. */
export const layerColumns = {
  step: column(unknownable, {
    label: "s",
    meaning:
      "Median length of a role away from µ at the row that µ is taken from, this layer's or, with --input-row before, the one before it: the step of the operating point.",
    digits: 3,
  }),
  pfw_operating_point: column(unknownable, {
    label: "p_fw",
    meaning:
      "Family-wise p (max-T) of the larger step along PC1 against that of each random role mixture.",
    decimals: 4,
  }),
} satisfies Columns;

export const operatingPointRow = rowOf(operatingPointColumns);
export const operatingBaselineRow = rowOf(operatingBaselineColumns);
export const operatingSpreadRow = rowOf(operatingSpreadColumns);

export const operatingTest = v.object({
  /** Row of the default vector that is mu. */
  row: operatingPointColumns.row.schema,
  /** Random role mixtures. */
  n: count,
  /** Layers that the family-wise p is over. */
  layers: count,
});

/**
 * The draws of a baseline one step one way, in the order of their index: tens of thousands of rows would be the names of their columns
 * for the most part.
 */
export const operatingDraws = v.object({
  layer: count,
  row: operatingBaselineColumns.row.schema,
  baseline: operatingBaselineColumns.baseline.schema,
  sign: v.picklist([1, -1]),
  response_delta: v.array(number),
  response_angular: v.array(unknownable),
});

/** Its part of the results. */
export const schema = {
  layers: layerColumns,
  evidence: {
    operating_point: v.array(operatingPointRow),
    /** By layer, row, baseline, sign. */
    operating_draws: v.array(operatingDraws),
    /** By layer, row, baseline. */
    operating_spreads: v.array(operatingSpreadRow),
    /** What the p-values of the layers are made of; null where there is none. */
    operating_test: v.nullable(operatingTest),
  },
};

/** One row of `data/operating-point.csv`. */
export type OperatingPointRow = v.InferOutput<typeof operatingPointRow>;
/** A random role mixture or a single role at the operating point, one step one way. */
export type OperatingBaselineRow = v.InferOutput<typeof operatingBaselineRow>;
/** All draws of a baseline at the operating point of a layer, one step one way. */
export type OperatingDraws = v.InferOutput<typeof operatingDraws>;
/** Spread of a baseline at the operating point. */
export type OperatingSpreadRow = v.InferOutput<typeof operatingSpreadRow>;
/** What the p-values at the operating point are made of. */
export type OperatingTest = v.InferOutput<typeof operatingTest>;
