/**
 * The run beside published figures of the same pair.
 *
 * @module
 */

import * as v from "valibot";
import { quantileColumns } from "../../results/quantile_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, number, projectionRow, text, unknownable } from "../../results/values.ts";

const quantileRow = rowOf(quantileColumns);

/** Columns of the published figures. */
export const reproductionColumns = {
  quantity: column(text, {
    label: "quantity",
    meaning: "What was published, with input and layer.",
  }),
  published: column(number, {
    label: "published",
    meaning: "The published figure, with the digits that were printed.",
  }),
  value: column(unknownable, {
    label: "this run",
    meaning: "The same of this run; unknown where it was not run.",
  }),
  difference: column(unknownable, {
    label: "difference",
    meaning: "This run less the published figure.",
    digits: 2,
  }),
  rounding: column(v.picklist(["f32-output", "bf16-output"]), {
    label: "rounding",
    meaning: "How the published figure was rounded, and which of our runs it is set beside.",
  }),
  agrees: column(v.nullable(v.boolean()), {
    label: "agrees",
    meaning: "Whether the two agree; unknown where no agreement is claimed.",
  }),
} satisfies Columns;

const reproductionRow = rowOf(reproductionColumns);

/** In what a component differs from the published one: it explains another share of the variance, or an unknown one. */
export const differingPc = v.object({
  name: text,
  difference: v.picklist(["not_run", "unknown_variance", "other_variance"]),
  variance_explained: unknownable,
  published: number,
});

export const unclaimed = v.picklist(["other_components", "weights_as_stored"]);

export const reproduction = v.object({
  is_same_pcs: v.boolean(),
  /** Of PC1 to PC3 those that differ; empty in earlier runs. */
  differing_pcs: v.optional(v.array(differingPc), []),
  /** Whether the components were computed and not read from a file. */
  is_computed: v.optional(v.boolean(), false),
  /** The space that the components were run in, where it is not that of the published ones. */
  other_space: v.optional(v.nullable(text), null),
  /** Why no agreement is claimed of any figure; empty where it is. */
  unclaimed: v.optional(v.array(unclaimed), []),
  /** How the sweep stands to the published one; null where it was not run. */
  sweep: v.optional(v.nullable(v.picklist(["counted_alike", "other_rounding"])), null),
  /** Role and trait vectors as the published sweep counted them; null where the run is not counted so. */
  merged: v.optional(v.nullable(v.object({ roles: count, traits: count })), null),
  /** The note in the words of an earlier version. */
  told: v.optional(v.nullable(text), null),
  source: text,
  rows: v.array(reproductionRow),
});

/** What the published figures need under the rounding of outputs that the run was not asked for. */
export const otherRounding = v.object({
  rounding: v.picklist(["none", "notebook"]),
  /** The measured columns of the main table. */
  mlp: v.array(v.object({
    layer: count,
    input_vector: text,
    base_output_norm: number,
    instruct_output_norm: number,
    delta_norm: number,
    delta_angular: unknownable,
  })),
  /** Of the random directions; empty where no figure of that rounding needs them. */
  quantiles: v.array(quantileRow),
  /** By layer as text. */
  decompositions: v.record(text, v.array(projectionRow)),
});

/** Its part of the results. */
export const schema = {
  evidence: {
    /** Null for pairs of which no figures were published, and in earlier runs. */
    other_rounding: v.optional(v.nullable(otherRounding), null),
    reproduction: v.nullable(reproduction),
  },
};

/** The run beside published figures. */
export type Reproduction = v.InferOutput<typeof reproduction>;
/** In what a component differs from the published one. */
export type DifferingPc = v.InferOutput<typeof differingPc>;
/** Why no agreement is claimed of any figure. */
export type Unclaimed = v.InferOutput<typeof unclaimed>;
/** The run under the rounding that it was not asked for. */
export type OtherRounding = v.InferOutput<typeof otherRounding>;
