/**
 * How much each matrix itself changed along ordinary inputs, and along PC1.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { unknownable } from "../../results/values.ts";

/** Columns of `data/weight-change.csv`. */
export const weightChangeColumns = {
  layer: KEYS.layer,
  weight: column(v.picklist(["gate", "up", "down"]), {
    label: "weight",
    meaning: "gate_proj, up_proj or down_proj.",
  }),
  isotropic_change: column(unknownable, {
    label: "change, random directions",
    meaning:
      "sqrt(sum |(W_instruct − W_base) n|² / sum |W_base n|²) over the random directions, n what enters the matrix in the base: the normed input, or of down its hidden vector h.",
    digits: 3,
  }),
  pc1_change: column(unknownable, {
    label: "change, PC1",
    meaning: "|(W_instruct − W_base) n| / |W_base n| of PC1.",
    digits: 3,
  }),
  pc1_gain: column(unknownable, {
    label: "PC1 / random",
    meaning: "pc1_change / isotropic_change: 1 is an ordinary direction.",
    digits: 3,
  }),
} satisfies Columns;

export const weightChangeRow = rowOf(weightChangeColumns);

/** Its part of the results. */
export const schema = {
  causes: {
    weight_change: v.array(weightChangeRow),
  },
};

/** How much one weight changed. */
export type WeightChangeRow = v.InferOutput<typeof weightChangeRow>;
