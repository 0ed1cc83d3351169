/**
 * The run beside published figures of the same pair.
 *
 * @module
 */

import * as v from "valibot";
import { rowOf } from "../../results/table.ts";
import {
  count,
  number,
  projectionRow,
  quantileColumns,
  text,
  unknownable,
} from "../../results/values.ts";

const quantileRow = rowOf(quantileColumns);

const reproductionRow = v.object({
  quantity: text,
  published: number,
  value: unknownable,
  difference: unknownable,
  /** How the published figure was rounded, and which of our runs it is set beside. */
  rounding: v.picklist(["f32-output", "bf16-output"]),
  /** Null where no agreement is claimed. */
  agrees: v.nullable(v.boolean()),
});

export const reproduction = v.object({
  /** `same PCs` or `different PCs`, in words. */
  note: text,
  is_same_pcs: v.boolean(),
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
  /** Of the isotropic directions; empty where no figure of that rounding needs them. */
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
/** The run under the rounding that it was not asked for. */
export type OtherRounding = v.InferOutput<typeof otherRounding>;
