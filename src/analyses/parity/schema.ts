/**
 * How much of the change of a direction is the same for its negative.
 *
 * @module
 */

import * as v from "valibot";
import { column, type Columns } from "../../results/table.ts";
import { count, later, outputVariant, text, unknownable } from "../../results/values.ts";

/** Column that it adds to the main table. */
export const mlp = {
  even_share: column(later, {
    label: "even share",
    meaning:
      "|e|^2 / (|e|^2 + |o|^2) of the even and odd parts of d at the output, the same for x and -x.",
    digits: 3,
  }),
} satisfies Columns;

export const parityRow = v.object({
  layer: count,
  /** Without sign: `PC1`, `PC2`, ... */
  input_vector: text,
  stage: v.picklist(["down", "output"]),
  variant: outputVariant,
  /** |e|^2 / (|e|^2 + |o|^2) of the even and odd parts of d; null where both are zero. */
  even_share: unknownable,
});

/** Its part of the results. */
export const schema = {
  mlp,
  causes: {
    parity: v.array(parityRow),
  },
};

/** Even part of the change of one component. */
export type ParityRow = v.InferOutput<typeof parityRow>;
