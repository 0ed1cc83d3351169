/**
 * How rare the angle of PC1 is among other directions: the baselines, and p-values against them.
 *
 * @module
 */

import * as v from "valibot";
import { quantileColumns } from "../../results/quantile_columns.ts";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import {
  baselineName,
  count,
  kind,
  later,
  number,
  text,
  unknownable,
  variant,
} from "../../results/values.ts";

/** Columns that it adds to the main table. p and pfw are of an axis: the rows of PCk and -PCk hold the same. */
export const mlp = {
  z_isotropic: column(later, {
    label: "z, random directions",
    meaning:
      "1 − cos of the row less the mean, over the sd, of both signs of all random directions.",
    digits: 3,
  }),
  p_isotropic: column(later, {
    label: "p, random directions",
    meaning:
      "(1 + random directions whose larger sign turns at least as far as the larger of PCk and −PCk) / (N + 1).",
    decimals: 4,
  }),
  pfw_isotropic: column(later, {
    label: "p_fw, random directions",
    meaning:
      "The same, family-wise over the analysed layers (max-T: in units of each layer's spread).",
    decimals: 4,
  }),
  z_persona: column(later, {
    label: "z, role mixtures",
    meaning:
      "1 − cos of the row less the mean, over the sd, of both signs of all random role mixtures.",
    digits: 3,
  }),
  p_persona: column(later, {
    label: "p, role mixtures",
    meaning:
      "(1 + random role mixtures whose larger sign turns at least as far as the larger of PCk and −PCk) / (N + 1).",
    decimals: 4,
  }),
  pfw_persona: column(later, {
    label: "p_fw, role mixtures",
    meaning:
      "The same, family-wise over the analysed layers (max-T: in units of each layer's spread).",
    decimals: 4,
  }),
} satisfies Columns;

/** Columns of `data/baseline.csv`, two rows a direction: as it is and negated. */
export const baselineColumns = {
  layer: KEYS.layer,
  baseline: column(baselineName, {
    label: "baseline",
    meaning:
      "isotropic: random directions. persona: random role mixtures. roles: single roles and traits.",
  }),
  index: column(count, {
    label: "index",
    meaning: "From 0. Direction k is the same at every layer.",
  }),
  sign: column(v.picklist([1, -1]), {
    label: "sign",
    meaning: "1 as drawn, −1 reversed.",
  }),
  delta_norm: column(number, {
    label: "|d|",
    meaning: "Length of the change.",
  }),
  delta_angular: column(unknownable, {
    label: "1 − cos",
    meaning: "1 − cos between the two outputs.",
    digits: 4,
  }),
  delta_angular_trimmed: column(later, {
    label: "1 − cos, outlier dimensions removed",
    meaning: "The same with the outlier dimensions removed from both outputs.",
    digits: 4,
  }),
  delta_angular_centred: column(later, {
    label: "1 − cos, mean direction removed",
    meaning: "The same with the mean direction removed from both outputs.",
    digits: 4,
  }),
} satisfies Columns;

/** PC1 among single roles and traits. */
export const rankColumns = {
  layer: KEYS.layer,
  variant: column(variant, {
    label: "coordinates",
    meaning: "Which coordinates of the outputs count.",
  }),
  n: column(count, {
    label: "n",
    meaning: "Single roles and traits that were run.",
  }),
  n_at_least: column(count, {
    label: "at least as far",
    meaning: "Those whose larger sign turns at least as far as that of PC1.",
  }),
} satisfies Columns;

/** Directions of every baseline that go as far as PC1. */
export const asFarColumns = {
  layer: rankColumns.layer,
  baseline: column(baselineName, {
    label: "compared with",
    meaning: "What PC1 is compared with.",
  }),
  variant: rankColumns.variant,
  n: column(count, {
    label: "n",
    meaning: "Directions, each by the larger of its signs.",
  }),
  n_at_least: column(count, {
    label: "at least as far",
    meaning: "Those that turn at least as far as PC1, by the larger of its signs too.",
  }),
} satisfies Columns;

/** What it adds to what is known of a layer. */
export const layerColumns = {
  specificity: column(unknownable, {
    label: "specificity",
    meaning: "Smallest of the three logarithms of angle ratios of PC1. Empty where one is unknown.",
    digits: 3,
  }),
  ln_ratio_persona_median: column(unknownable, {
    label: "ln ratio to the median mixture",
    meaning: "ln of the angle of PC1 over that of the median random role mixture.",
    digits: 3,
  }),
  ln_ratio_pc2: column(unknownable, {
    label: "ln ratio to PC2",
    meaning: "ln of the angle of PC1 over that of PC2.",
    digits: 3,
  }),
  ln_ratio_negative: column(unknownable, {
    label: "ln ratio to −PC1",
    meaning: "ln of the angle of PC1 over that of −PC1.",
    digits: 3,
  }),
  specificity_reference: column(unknownable, {
    label: "score of the reference",
    meaning: "The product score of the reference, for comparison alone.",
    digits: 3,
  }),
} satisfies Columns;

export const baselineRow = rowOf(baselineColumns);
export const quantileRow = rowOf(quantileColumns);
export const rankRow = rowOf(rankColumns);
export const asFarRow = rowOf(asFarColumns);

export const calibrationColumns = {
  alpha: column(number, {
    label: "α",
    meaning: "Level of the test.",
    digits: 3,
  }),
  share: column(number, {
    label: "share with p_fw ≤ α",
    meaning: "Share of the random role mixtures, each put in PC1's place, with p_fw at most alpha.",
    digits: 3,
  }),
} satisfies Columns;

export const chanceStanding = v.picklist([
  "apart",
  "not_apart",
  /** Nothing can be told of so few. */
  "too_few",
  "no_p_value",
  "not_run",
]);

export const peakChance = v.object({
  layer: count,
  /** By the family-wise p (max-T) against random role mixtures. */
  role_mixtures: chanceStanding,
  /** The same against random directions. */
  random_directions: chanceStanding,
  /** By the share of random directions, each in both signs, that turn at least as far. */
  random_inputs: chanceStanding,
});

/** Its part of the results. */
export const schema = {
  mlp,
  layers: layerColumns,
  results: {
    /** By layer, then baseline, index, sign (1 before -1); empty where baselines are off. */
    baseline: v.array(baselineRow),
    /** Whether PC1 is set apart from random inputs at its angular peak; null where it has none. */
    chance: v.nullable(peakChance),
  },
  evidence: {
    quantiles: v.array(quantileRow),
    ranks: v.array(rankRow),
    /** By layer, then baseline, variant; without those of which an angle is unknown. */
    as_far: v.array(asFarRow),
    /** Baselines of which nothing is known: too few roles, none at all, or an angle that is unknown. */
    missing_baselines: v.array(baselineName),
    /** Share of the random role mixtures, each put in PC1's place, with p_fw at most alpha. */
    calibration: v.array(rowOf(calibrationColumns)),
    /** Names of the roles baseline by index. */
    role_directions: v.array(v.object({ kind, name: text })),
    /** Names of the controls by index; none where none were given, and in earlier runs. */
    controls: v.optional(v.array(text), []),
  },
};

/** One row of `data/baseline.csv`: another direction run through the same layer. */
export type BaselineRow = v.InferOutput<typeof baselineRow>;
/** Spread of one baseline at one layer. */
export type QuantileRow = v.InferOutput<typeof quantileRow>;
/** PC1 among single roles and traits. */
export type RankRow = v.InferOutput<typeof rankRow>;
/** How many directions of a baseline go as far as PC1. */
export type AsFarRow = v.InferOutput<typeof asFarRow>;
/** Whether PC1 is set apart, or why that cannot be told. */
export type ChanceStanding = v.InferOutput<typeof chanceStanding>;
/** How PC1 at its angular peak stands to chance. */
export type PeakChance = v.InferOutput<typeof peakChance>;
