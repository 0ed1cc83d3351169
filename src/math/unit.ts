/**
 * Unit vectors, and what is left of a vector of which something was taken away.
 *
 * @module
 */

import { norm } from "./vector_math.ts";

/** A length below this share of the whole is rounding: that of a vector along m less its part along m. */
const NO_LENGTH = 1e-12;

/** Whether a vector of length `left` is more than what rounding leaves of one of length `whole`. */
export function isLeft(left: number, whole: number): boolean {
  return left > NO_LENGTH * whole;
}

/**
 * values / |values|; null where nothing is left of them.
 *
 * @param options.whole length before anything was taken away
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { unit } from "./unit.ts";
 * assert.deepEqual(unit(Float64Array.of(3, 4), { whole: 5 }), Float64Array.of(0.6, 0.8));
 * assert.equal(unit(Float64Array.of(0, 1e-16), { whole: 1 }), null);
 * ```
 */
export function unit(values: Float64Array, { whole }: { whole: number }): Float64Array | null {
  const length = norm(values);
  if (!isLeft(length, whole)) return null;
  // A loop: `map` takes ten times as long.
  const scaled = new Float64Array(values);
  for (let i = 0; i < scaled.length; i++) scaled[i]! /= length;
  return scaled;
}
