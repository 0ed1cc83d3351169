/**
 * Random numbers of the demonstration.
 *
 * @module
 */

import { seededNormals, seededUniforms } from "../math/random.ts";
import { DEMONSTRATION_SEED } from "./parameters.ts";

/** Standard normal numbers for one part of the demonstration, so that parts can be made in any order. */
export function normals(purpose: string): () => number {
  return seededNormals(`${DEMONSTRATION_SEED} ${purpose}`);
}

/** As {@link normals}, uniform with mean 0 and variance 1, for the tens of millions of weights. */
export function uniforms(purpose: string): () => number {
  return seededUniforms(`${DEMONSTRATION_SEED} ${purpose}`);
}

/** A direction of length 1, uniform on the sphere; f64 `[nEntries]`. */
export function randomDirection(purpose: string, nEntries: number): Float64Array {
  return unit(Float64Array.from({ length: nEntries }, normals(purpose)));
}

/** v / |v|. */
export function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return vector.map((entry) => entry / length);
}
