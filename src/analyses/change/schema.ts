/**
 * How far the output of each layer turns and moves: columns of the main table, and its peaks.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns } from "../../results/table.ts";
import { count, later, length, number, unknownLength } from "../../results/values.ts";

/** Columns of `data/mlp.csv`, a row a layer and input vector; other analyses add to them. */
export const mlp = {
  layer: KEYS.layer,
  input_vector: KEYS.input_vector,
  base_output_norm: column(length, {
    label: "|y base|",
    meaning: "Length of the output of the base MLP.",
  }),
  instruct_output_norm: column(length, {
    label: "|y instruct|",
    meaning: "Length of the output of the instruct MLP.",
  }),
  delta_norm: column(length, {
    label: "|d|",
    meaning: "Length of the change d = y_instruct − y_base.",
  }),
  delta_angular: column(unknownLength, {
    label: "1 − cos",
    meaning: "1 − cos between the two outputs. Empty where one of them alone has no length.",
    digits: 4,
  }),
  angle_degrees: column(later, {
    label: "angle in °",
    meaning: "Angle between the two outputs.",
    unit: "degrees",
    digits: 3,
  }),
  delta_relative: column(later, {
    label: "|d| / |y base|",
    meaning: "Length of the change over that of the base output.",
    digits: 3,
  }),
  radial_share: column(later, {
    label: "radial share",
    meaning: "(|y_instruct| − |y_base|)² / |d|²: the share of the change that is length alone.",
    digits: 3,
  }),
} satisfies Columns;

export const absolutePeak = v.object({ layer: count, delta_norm: number });

export const angularPeak = v.object({ layer: count, delta_angular: number });

export const peaks = v.object({
  absolute: v.nullable(absolutePeak),
  angular: v.nullable(angularPeak),
});

export const noPeak = v.object({
  /** No input changes anywhere, or PC1 does not. */
  absolute: v.nullable(v.picklist(["same_outputs", "same_for_pc1"])),
  /** Where there is an angle PC1 does not turn: at some layers there is none, or it is known to be zero at all. */
  angular: v.nullable(v.picklist(["no_angle", "same_direction"])),
});

export const hypothesisStanding = v.picklist([
  "both",
  "angular",
  "absolute",
  "neither",
  "not_analysed",
]);

export const amongIsotropic = v.object({
  layer: count,
  /** Random directions, each in both signs. */
  n: count,
  /** How many of them turn at least as far as PC1; null where PC1 has no angle. */
  n_at_least: v.nullable(count),
});

/** Its part of the results. */
export const schema = {
  mlp,
  results: {
    /** Why PC1 has no peak; null for a peak that there is. */
    no_peak: noPeak,
    /** Which peak of PC1 the layer is that published analyses singled out. */
    hypothesis_layer: v.object({ layer: count, standing: hypothesisStanding }),
    /** By layer; empty where no random directions were run. */
    among_isotropic: v.array(amongIsotropic),
    /** From PC1; null where base and instruct do not differ anywhere. */
    peaks,
  },
};

/** Why PC1 has no peak. */
export type NoPeak = v.InferOutput<typeof noPeak>;
/** Both peaks of PC1. */
export type Peaks = v.InferOutput<typeof peaks>;
/** Which peak the layer is that published analyses singled out. */
export type HypothesisStanding = v.InferOutput<typeof hypothesisStanding>;
/** PC1 among the random inputs of a layer. */
export type AmongIsotropic = v.InferOutput<typeof amongIsotropic>;
/** Layer of largest |d| for PC1. */
export type AbsolutePeak = v.InferOutput<typeof absolutePeak>;
/** Layer of largest 1 - cos for PC1. */
export type AngularPeak = v.InferOutput<typeof angularPeak>;
