/**
 * What is left of the change on other coordinates of the outputs.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, number, text, unknownable, variant } from "../../results/values.ts";

/** Columns of `data/robustness.csv`. */
export const robustnessColumns = {
  layer: KEYS.layer,
  input_vector: column(text, {
    label: "input",
    meaning:
      "PC1, −PC1 and so on, and PC1 in other spaces: PC1:activation, PC1:readout, PC1:own-layer.",
  }),
  variant: column(variant, {
    label: "coordinates",
    meaning: "raw: all. trimmed: outlier dimensions removed. centred: mean direction removed.",
  }),
  delta_norm: column(number, {
    label: "|d|",
    meaning: "Length of the change on these coordinates.",
    digits: 4,
  }),
  delta_angular: column(unknownable, {
    label: "1 − cos",
    meaning: "1 − cos between the two outputs on these coordinates.",
    digits: 4,
  }),
  pfw_persona: column(unknownable, {
    label: "p_fw, role mixtures",
    meaning:
      "Family-wise p (max-T) of 1 − cos against the random role mixtures, the same for x and −x.",
    decimals: 4,
  }),
  top1_share: column(unknownable, {
    label: "share of one coordinate",
    meaning: "max d_k² / |d|²: the share of the change that one coordinate holds.",
    digits: 3,
  }),
  participation_ratio: column(unknownable, {
    label: "participation ratio",
    meaning: "(sum d_k²)² / sum d_k⁴: over how many coordinates the change is spread.",
    digits: 4,
  }),
} satisfies Columns;

/** Columns of `data/outlier-curve.csv`. */
export const outlierCurveColumns = {
  layer: KEYS.layer,
  removed: column(count, {
    label: "removed",
    meaning: "Coordinates of largest |µ_k| that are left out.",
  }),
  delta_angular: column(unknownable, {
    label: "1 − cos of PC1",
    meaning: "1 − cos of PC1 on the others.",
    digits: 4,
  }),
  q05: column(unknownable, {
    label: "5 %",
    meaning: "5 % quantile of the random role mixtures, each with the larger of its signs.",
    digits: 3,
  }),
  q50: column(unknownable, {
    label: "50 %",
    meaning: "Their median.",
    digits: 3,
  }),
  q95: column(unknownable, {
    label: "95 %",
    meaning: "Their 95 % quantile.",
    digits: 3,
  }),
} satisfies Columns;

/** One outlier dimension at a decomposed layer. */
export const outlierColumns = {
  coordinate: column(count, {
    label: "coordinate",
    meaning: "Number of the coordinate, from 0.",
  }),
  mu: column(number, {
    label: "µ",
    meaning: "Entry of the mean state.",
    digits: 4,
  }),
  base_weight: column(unknownable, {
    label: "weight, base",
    meaning: "Effective weight of the base norm after the MLP. Empty where there is none.",
    digits: 4,
  }),
  instruct_weight: column(unknownable, {
    label: "weight, instruct",
    meaning: "The same of the instruct model.",
    digits: 4,
  }),
  d: column(number, {
    label: "d",
    meaning: "Entry of the change of PC1.",
    digits: 4,
  }),
  share: column(unknownable, {
    label: "share of |d|²",
    meaning: "d_k² / |d|².",
    digits: 3,
  }),
} satisfies Columns;

/** Where an input peaks. */
export const peakColumns = {
  input_vector: robustnessColumns.input_vector,
  variant: robustnessColumns.variant,
  absolute_layer: column(v.nullable(count), {
    label: "layer of the largest |d|",
    meaning: "Layer of the largest |d|. Empty where |d| is zero at all.",
  }),
  angular_layer: column(v.nullable(count), {
    label: "layer of the largest angle",
    meaning: "Layer of the largest angle. Empty where it is zero at all.",
  }),
} satisfies Columns;

/** What it adds to what is known of a layer. */
export const layerColumns = {
  mu: column(v.picklist(["default", "mean role"]), {
    label: "µ",
    meaning: "What µ is: the default vector, or the mean role vector where there is none.",
  }),
  outliers: column(v.array(count), {
    label: "outlier dimensions",
    meaning: "Coordinates, largest |µ_k| first.",
  }),
  has_outliers: column(v.boolean(), {
    label: "has outlier dimensions",
    meaning: "Whether the layer has any: where it has none there is nothing to remove.",
  }),
  outliers_capped: column(v.optional(v.boolean(), false), {
    label: "capped",
    meaning: "Whether more dimensions meet the criterion than are left out.",
  }),
  outlier_share: column(number, {
    label: "share of |µ|²",
    meaning: "Share of |µ|² that they hold.",
    digits: 3,
  }),
} satisfies Columns;

export const robustnessRow = rowOf(robustnessColumns);
export const outlierCurveRow = rowOf(outlierCurveColumns);
export const outlierRow = rowOf(outlierColumns);

/** Its part of the results. */
export const schema = {
  layers: layerColumns,
  evidence: {
    robustness: v.array(robustnessRow),
    /** Peaks of PC1 in each variant and space. */
    peaks: v.array(rowOf(peakColumns)),
    /** By focus layer as text. */
    outlier_tables: v.record(text, v.array(outlierRow)),
    /** Of the focus layers; empty in earlier runs. */
    outlier_curve: v.optional(v.array(outlierCurveRow), []),
  },
};

/** One row of `data/robustness.csv`. */
export type RobustnessRow = v.InferOutput<typeof robustnessRow>;
/** One outlier dimension at a focus layer. */
export type OutlierRow = v.InferOutput<typeof outlierRow>;
/** PC1 and the random role mixtures without so many of the largest coordinates of mu. */
export type OutlierCurveRow = v.InferOutput<typeof outlierCurveRow>;
