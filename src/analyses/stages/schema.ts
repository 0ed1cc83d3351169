/**
 * How far base and instruct are apart at every product on the way from input to output.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import {
  baselineName,
  count,
  later,
  outputVariant,
  quantity,
  stage,
  unknownable,
} from "../../results/values.ts";

/** Columns that it adds to the main table. */
export const mlp = {
  gate_angular: column(later, {
    label: "gate",
    meaning: "1 − cos between base and instruct at the gate product.",
    digits: 4,
  }),
  up_angular: column(later, {
    label: "up",
    meaning: "1 − cos at the up product.",
    digits: 4,
  }),
  hidden_angular: column(later, {
    label: "hidden",
    meaning: "1 − cos at h = act(gate) * up.",
    digits: 4,
  }),
  down_angular: column(later, {
    label: "down",
    meaning: "1 − cos at the down product, before the norm after the MLP.",
    digits: 4,
  }),
} satisfies Columns;

/** Columns of `data/stages.csv`. */
export const stageColumns = {
  layer: KEYS.layer,
  input_vector: KEYS.input_vector,
  stage: column(stage, {
    label: "stage",
    meaning:
      "Product on the way: gate, up, hidden, down, base_normed (the down product under the base's post-norm), output.",
  }),
  variant: column(outputVariant, {
    label: "coordinates",
    meaning: "raw: all. trimmed: outlier dimensions removed, where a coordinate is an output's.",
  }),
  delta_angular: column(unknownable, {
    label: "1 − cos",
    meaning: "1 − cos between base and instruct there. Empty where one of them has no length.",
    digits: 4,
  }),
  p_persona: column(later, {
    label: "p, role mixtures",
    meaning:
      "Of this sign alone: (1 + random role mixtures whose larger sign is at least as far apart) / (N + 1), uncorrected.",
    decimals: 4,
  }),
} satisfies Columns;

export const stageRow = rowOf(stageColumns);

export const spreadRow = v.object({
  layer: count,
  quantity,
  variant: outputVariant,
  baseline: baselineName,
  /** Directions. Angles count with the larger of the two signs, even shares once, projections with both signs. */
  n: count,
  q05: unknownable,
  q50: unknownable,
  q95: unknownable,
});

export const stageAppearance = v.object({
  layer: count,
  variant: outputVariant,
  /** Whether the angle is beyond random role mixtures up to the output: from a stage on, not even there, or not known. */
  standing: v.picklist(["from_stage", "nowhere", "unknown"]),
  /** The first stage from which on it is; null where it is not, or not known. */
  stage: v.nullable(stage),
});

/** Its part of the results. */
export const schema = {
  mlp,
  causes: {
    stages: v.array(stageRow),
    /** Where the angle of PC1 appears, of each decomposed layer; trimmed where it has outlier dimensions. */
    stage_appearance: v.array(stageAppearance),
    /** Of every quantity on the way: those of other analyses stand here too. */
    spreads: v.array(spreadRow),
  },
};

/** The angle at one stage. */
export type StageRow = v.InferOutput<typeof stageRow>;
/** At which stage the angle of PC1 appears. */
export type StageAppearance = v.InferOutput<typeof stageAppearance>;
/** Spread of one quantity over the draws of a baseline. */
export type SpreadRow = v.InferOutput<typeof spreadRow>;
