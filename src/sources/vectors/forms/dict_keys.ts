/**
 * Keys of a dict in a `.pt` file that say what it holds.
 *
 * @module
 */

import type { VectorKind } from "../vectors.ts";

/** Keys of a list of names, with what the names are of where the key says it. */
export const NAME_KEYS: ReadonlyMap<string, VectorKind | undefined> = new Map([
  ["roles", "role"],
  ["traits", "trait"],
  ["emotions", "trait"],
  ["names", undefined],
  ["labels", undefined],
]);

/** The key of the tensor `[S, L, C]` of which they are the names. */
export const VECTORS_KEY = "vectors";

/** Keys by which ways of averaging one vector are told apart. */
export const WAY_KEY = /^(pos_\w+|(response|prompt)_(avg|last))$/;
