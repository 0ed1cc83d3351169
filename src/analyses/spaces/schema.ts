/**
 * Which PC1: cosines of the components with known directions, with each other, and with those of other layers.
 *
 * @module
 */

import * as v from "valibot";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, later, text, unknownable } from "../../results/values.ts";

/** One component. */
export const componentColumns = {
  name: column(text, {
    label: "component",
    meaning: "PC1 and so on, and PC1 in other spaces: PC1:activation, PC1:readout.",
  }),
  cosine_with_axis: column(unknownable, {
    label: "cos with the assistant axis",
    meaning: "Cosine with the assistant axis of the folder. Empty where there is none.",
    digits: 3,
  }),
  cosine_with_mu: column(unknownable, {
    label: "cos with µ",
    meaning: "Cosine with the mean state.",
    digits: 3,
  }),
  cosine_with_pc1: column(unknownable, {
    label: "cos with PC1",
    meaning: "Cosine with PC1 as it is run.",
    digits: 3,
  }),
} satisfies Columns;

/** PC1 in one space beside itself in another. */
export const spaceCosineColumns = {
  first: column(text, {
    label: "PC1 as",
    meaning: "PC1 in one space.",
  }),
  second: column(text, {
    label: "and as",
    meaning: "PC1 in another.",
  }),
  cosine: column(unknownable, {
    label: "cosine",
    meaning: "Cosine of the two.",
    digits: 3,
  }),
} satisfies Columns;

/** What it adds to what is known of a layer. */
export const layerColumns = {
  own_pc1_cosine: column(later, {
    label: "|cos| with PC1",
    meaning: "|cos| of PC1 as run with PC1 of this layer's own roles.",
    digits: 3,
  }),
  own_pc_best: column(v.optional(v.nullable(count), null), {
    label: "nearest own PC",
    meaning: "The own component among the first five that is nearest to PC1 as run.",
  }),
  own_pc_best_cosine: column(later, {
    label: "its |cos|",
    meaning: "Its |cos| with PC1 as run.",
    digits: 3,
  }),
} satisfies Columns;

export const componentEvidence = rowOf(componentColumns);

/** Its part of the results. */
export const schema = {
  layers: layerColumns,
  evidence: {
    components: v.array(componentEvidence),
    /** Spaces in which PC1 was run, the one of all other tables first. */
    pc1_spaces: v.array(text),
    /** Cosines of PC1 in each space with PC1 in each other; empty where its PCA did not scale. */
    space_cosines: v.optional(
      v.array(rowOf(spaceCosineColumns)),
      [],
    ),
  },
};

/** What else is known of a component. */
export type ComponentEvidence = v.InferOutput<typeof componentEvidence>;
