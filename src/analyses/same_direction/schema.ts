/**
 * Whether the change of PC1 points the same way at other layers: the cosine of every two layers’ changes.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, number, unknownable } from "../../results/values.ts";

/** Columns of `data/same-direction.csv`. */
export const sameDirectionColumns = {
  layer: KEYS.layer,
  other_layer: column(count, { label: "other layer", meaning: "A layer above it." }),
  cosine: column(unknownable, {
    label: "cos",
    meaning: "Cosine of the two layers’ changes d of PC1. Empty where one of them is zero.",
    digits: 3,
  }),
  trimmed_cosine: column(unknownable, {
    label: "cos, outlier dimensions removed",
    meaning:
      "The same without the outlier dimensions of either layer. Empty where no layer has any, and where nothing is left.",
    digits: 3,
  }),
} satisfies Columns;

export const sameDirectionRow = rowOf(sameDirectionColumns);

const matrix = v.array(v.array(unknownable));

/** One layer beside the one whose change points most along that of it, or against it. */
const nearestLayer = v.object({ layer: count, other_layer: count, cosine: number });

/** Of some pairs of layers those of largest |cosine|. */
export const nearestLayers = v.object({
  raw: v.nullable(nearestLayer),
  /** Without the outlier dimensions; null where nothing is known of that. */
  trimmed: v.nullable(nearestLayer),
  /** Of the two layers of `raw`, without the outlier dimensions. */
  trimmed_cosine: unknownable,
  /** Whether `trimmed` names the same layers, with a cosine of the same sign; null where it is not known. */
  stays: v.nullable(v.boolean()),
});

export const sameDirection = v.object({
  /** The analysed layers, ascending: rows and columns of both matrices. */
  layers: v.array(count),
  cosines: matrix,
  /** Without the union of both layers' outlier dimensions; null where no layer has any. */
  trimmed_cosines: v.nullable(matrix),
  /** Of all two layers those of largest |cosine|; layers within the rounding noise of the weights are left out. */
  largest: nearestLayers,
  /** The same of the layer of the verdict and any other; null without a verdict. */
  noted: v.nullable(nearestLayers),
});

/** Its part of the results. */
export const schema = {
  results: {
    /** Null of one layer, and in earlier runs. */
    same_direction: v.optional(v.nullable(sameDirection), null),
  },
};

/** Cosines of every two layers’ changes. */
export type SameDirection = v.InferOutput<typeof sameDirection>;
/** One row of `data/same-direction.csv`. */
export type SameDirectionRow = v.InferOutput<typeof sameDirectionRow>;
/** Two layers whose changes point most along or against one another. */
export type NearestLayers = v.InferOutput<typeof nearestLayers>;
