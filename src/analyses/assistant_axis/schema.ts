/**
 * Whether the change points along the assistant axis: its cosine with the axis, layer by layer.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { unknownable } from "../../results/values.ts";

/** Columns of `data/assistant-axis.csv`. */
export const assistantAxisColumns = {
  layer: KEYS.layer,
  cosine: column(unknownable, {
    label: "cos of d",
    meaning:
      "Cosine of the change d of PC1 with the assistant axis of the layer. Empty where d is zero.",
    digits: 3,
  }),
} satisfies Columns;

export const assistantAxisRow = rowOf(assistantAxisColumns);

/** Where its table lies. */
export const PATH = "data/assistant-axis.csv";

/** Its part of the results. */
export const schema = {
  paths: [PATH],
  results: {
    /** By layer; null where the vectors have no assistant axis, and in earlier runs. */
    assistant_axis: v.optional(v.nullable(v.array(assistantAxisRow)), null),
  },
};

/** One row of `data/assistant-axis.csv`. */
export type AssistantAxisRow = v.InferOutput<typeof assistantAxisRow>;
