/**
 * How much of the change of a direction is the same for its negative.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { later, outputVariant, text, unknownable } from "../../results/values.ts";

/** Column that it adds to the main table. */
export const mlp = {
  even_share: column(later, {
    label: "even share",
    meaning:
      "|e|² / (|e|² + |o|²) of the even and odd parts of d at the output, the same for x and −x.",
    digits: 3,
  }),
} satisfies Columns;

/** How even a change is at a product. */
export const parityColumns = {
  layer: KEYS.layer,
  input_vector: column(text, {
    label: "input",
    meaning: "Without sign: PC1, PC2 and so on.",
  }),
  stage: column(v.picklist(["down", "output"]), {
    label: "stage",
    meaning: "Product on the way: down, or the output.",
  }),
  variant: column(outputVariant, {
    label: "coordinates",
    meaning: "raw: all. trimmed: outlier dimensions removed.",
  }),
  even_share: column(unknownable, {
    label: "even share",
    meaning:
      "|e|² / (|e|² + |o|²) of the even and odd parts of the change there; null where both are zero.",
    digits: 3,
  }),
} satisfies Columns;

export const parityRow = rowOf(parityColumns);

/** Its part of the results. */
export const schema = {
  mlp,
  causes: {
    parity: v.array(parityRow),
  },
};

/** Even part of the change of one component. */
export type ParityRow = v.InferOutput<typeof parityRow>;
