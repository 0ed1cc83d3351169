/**
 * Every change of every analysed layer set against every role and trait vector of that layer.
 *
 * @module
 */

import * as v from "valibot";
import { column, type Columns } from "../../results/table.ts";
import { count, kind, number, text, unknownable } from "../../results/values.ts";

/** Columns of `data/roles-by-layer.csv`. s is a role or trait vector of length 1. */
export const rolesByLayerColumns = {
  layer: column(count, { label: "layer", meaning: "Layer, from 0." }),
  input_vector: column(text, {
    label: "input",
    meaning: "Whose change d is: PC1, PC2 and so on, each in its positive sign.",
  }),
  kind: column(kind, { label: "kind", meaning: "role or trait." }),
  name: column(text, { label: "name", meaning: "Name of the role or trait.", isName: true }),
  cosine: column(unknownable, {
    label: "cos",
    meaning: "d . s / (|d| |s|). Empty where d is zero.",
    digits: 3,
  }),
  projection: column(number, {
    label: "d · s",
    meaning: "Projection of the change on the vector.",
    digits: 4,
  }),
} satisfies Columns;

export const inputAlongVectors = v.object({
  input_vector: text,
  /** By vector; null where d is zero, and where the vector has no length or is not there at the layer. */
  cosines: v.array(unknownable),
  /** d . s by vector; null where the vector has no length or is not there at the layer. */
  projections: v.array(unknownable),
});

export const layerAlongVectors = v.object({
  layer: count,
  /** The layer at which the role and trait vectors were taken. */
  vector_layer: count,
  /** PC1 first; null where there is no vector of that layer. */
  inputs: v.nullable(v.array(inputAlongVectors)),
});

export const rolesByLayer = v.object({
  /** Roles and traits that have a vector at one layer at least, by kind, then name; what is by vector follows this order. */
  vectors: v.array(v.object({ kind, name: text })),
  /** Every analysed layer, ascending. */
  layers: v.array(layerAlongVectors),
});

/** Its part of the results. */
export const schema = {
  results: {
    /** Null in earlier runs. */
    roles_by_layer: v.optional(v.nullable(rolesByLayer), null),
  },
};

/** Changes of every layer along every role and trait. */
export type RolesByLayer = v.InferOutput<typeof rolesByLayer>;
/** Changes of one layer along every role and trait. */
export type LayerAlongVectors = v.InferOutput<typeof layerAlongVectors>;
