/**
 * The mean direction m: the one direction that vectors share most plainly, the unit vector of their mean.
 *
 * @module
 */

import { unit } from "./unit.ts";
import { dot } from "./vector_math.ts";

/**
 * m = mean of the unit vectors, made unit length; null where they cancel or there are none.
 *
 * @param units f64 [C] each
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanDirection } from "./mean_direction.ts";
 * assert.deepEqual(meanDirection([Float64Array.of(0.6, 0.8), Float64Array.of(-0.6, 0.8)]), Float64Array.of(0, 1));
 * assert.equal(meanDirection([Float64Array.of(0.6, 0.8), Float64Array.of(-0.6, -0.8)]), null);
 * ```
 */
export function meanDirection(units: readonly Float64Array[]): Float64Array | null {
  const mean = new Float64Array(units[0]?.length ?? 0);
  for (const vector of units) {
    for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / units.length;
  }
  return unit(mean, { whole: 1 });
}

/** y - (y . m) m */
export function withoutDirection(y: Float64Array, m: Float64Array): Float64Array {
  const along = dot(y, m);
  const left = new Float64Array(y.length);
  for (let i = 0; i < left.length; i++) left[i] = y[i]! - along * m[i]!;
  return left;
}
