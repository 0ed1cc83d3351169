/**
 * How far the output for a direction lies along that direction itself.
 *
 * @module
 */

import * as v from "valibot";
import { column, type Columns } from "../../results/table.ts";
import { count, later, outputVariant, text, unknownable } from "../../results/values.ts";

/** Columns that it adds to the main table. */
export const mlp = {
  base_self_projection: column(later, {
    label: "y base · x̂",
    meaning: "y_base . x / |x|: how far the base output lies along its own input.",
    digits: 4,
  }),
  instruct_self_projection: column(later, {
    label: "y instruct · x̂",
    meaning: "The same of the instruct output.",
    digits: 4,
  }),
  base_orthogonal_norm: column(later, {
    label: "|y base ⊥ x|",
    meaning: "Length of what is left of the base output.",
    digits: 4,
  }),
  instruct_orthogonal_norm: column(later, {
    label: "|y instruct ⊥ x|",
    meaning: "The same of the instruct output.",
    digits: 4,
  }),
} satisfies Columns;

export const selfProjectionRow = v.object({
  layer: count,
  input_vector: text,
  variant: outputVariant,
  /** y . x / |x| */
  base_self_projection: unknownable,
  instruct_self_projection: unknownable,
  /** Length of what is left of y. */
  base_orthogonal_norm: unknownable,
  instruct_orthogonal_norm: unknownable,
});

/** Its part of the results. */
export const schema = {
  mlp,
  causes: {
    self_projection: v.array(selfProjectionRow),
  },
};

/** How far outputs lie along their own input. */
export type SelfProjectionRow = v.InferOutput<typeof selfProjectionRow>;
