/**
 * What of a run's products was computed again in float64, and how far the engine's values are from that.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, number } from "../../results/values.ts";

const side = v.picklist(["base", "instruct"]);
const product = v.picklist(["gate", "up", "down"]);

/** Columns of the check of each layer. */
export const selfCheckColumns = {
  layer: KEYS.layer,
  products: column(count, {
    label: "products",
    meaning:
      "Products with gate, up and down of both checkpoints of which values were computed again.",
  }),
  values: column(count, {
    label: "values",
    meaning: "Values computed again in float64, from the same weights and inputs.",
  }),
  largest_difference: column(v.nullable(number), {
    label: "largest difference",
    meaning: "The largest |y − y64| / Σ |w x|; empty where no value was computed again.",
    digits: 3,
  }),
  model: column(v.nullable(side), {
    label: "model",
    meaning: "The checkpoint of that value.",
  }),
  tensor: column(v.nullable(product), {
    label: "tensor",
    meaning: "The weight of that value.",
  }),
  row: column(v.nullable(count), {
    label: "row",
    meaning: "Its row, from 0.",
  }),
} satisfies Columns;

export const selfCheckRow = rowOf(selfCheckColumns);

/** Neighbouring rows of one product of which every value was computed again. */
const checkedBlock = v.object({
  layer: count,
  model: side,
  tensor: product,
  rows: count,
  vectors: count,
  /** Whether these are all rows of the weight. */
  is_whole: v.boolean(),
});

export const selfCheck = v.object({
  /** Above it the run would have failed. */
  bound: number,
  /** Over all layers. */
  products: count,
  values: count,
  largest_difference: v.nullable(number),
  /** The largest of the blocks, those of a whole product first. */
  block: v.nullable(checkedBlock),
  /** By analysed layer. */
  layers: v.array(selfCheckRow),
});

/** Its part of the results. */
export const schema = {
  results: {
    /** Null in earlier runs. */
    self_check: v.optional(v.nullable(selfCheck), null),
  },
};

/** What was computed again of one layer. */
export type SelfCheckRow = v.InferOutput<typeof selfCheckRow>;
/** What was computed again of a run. */
export type SelfCheck = v.InferOutput<typeof selfCheck>;
