/**
 * Every change of every analysed layer set against every role and trait vector of that layer.
 *
 * @module
 */

import * as v from "valibot";
import { count, kind, number, text, unknownable } from "../../results/values.ts";

/** Numbers have nine significant digits; those of decomposed layers stand in their decomposition in full. */
export const inputAlongVectors = v.object({
  input_vector: text,
  /** |d|. The projection on a vector is its cosine by this by the length of the vector. */
  length: number,
  /** By vector; null where d is zero, and where the vector has no length or is not there at the layer. */
  cosines: v.array(unknownable),
});

export const layerAlongVectors = v.object({
  layer: count,
  /** The layer at which the role and trait vectors were taken. */
  vector_layer: count,
  /** |s| by vector, 1 but for its rounding to bfloat16; null where it has no length or is not there at the layer. */
  lengths: v.array(unknownable),
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
/** The change of one input at one layer along every role and trait. */
export type InputAlongVectors = v.InferOutput<typeof inputAlongVectors>;
/** Changes of one layer along every role and trait. */
export type LayerAlongVectors = v.InferOutput<typeof layerAlongVectors>;
