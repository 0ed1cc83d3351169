/**
 * The mean direction m: the one direction that all role and trait vectors share most plainly, the unit vector of their mean.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import type { CommonModeRow } from "../../../results.ts";
import { dot } from "../../../math/vector_math.ts";
import { unit } from "../../../math/unit.ts";

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

/** What m holds of the difference, of the two outputs that it lies between, and of the draws' differences. */
export function meanDirectionRow(
  variant: CommonModeRow["variant"],
  m: Float64Array | null,
  { d, base, instruct, draws }: {
    d: Float64Array;
    base: Float64Array;
    instruct: Float64Array;
    draws: readonly Float64Array[];
  },
): CommonModeRow {
  const shares = draws.map((draw) => shareAlong(draw, m)).filter((share) => share !== null);
  return {
    variant,
    difference_share: shareAlong(d, m),
    base_share: shareAlong(base, m),
    instruct_share: shareAlong(instruct, m),
    draws_q50: quantile(shares, 0.5) ?? null,
    draws_q95: quantile(shares, 0.95) ?? null,
  };
}

/** (y . m)^2 / |y|^2; null where there is no m or y is zero. */
function shareAlong(y: Float64Array, m: Float64Array | null): number | null {
  if (m === null) return null;
  const squared = dot(y, y);
  return squared === 0 ? null : dot(y, m) ** 2 / squared;
}
