/**
 * What the mean direction of all role and trait vectors holds of a change.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import type { CommonModeRow } from "../../../results.ts";
import { dot } from "../../../math/vector_math.ts";

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
