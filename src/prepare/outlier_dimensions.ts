/**
 * Outlier dimensions: the few coordinates that hold most of the length of a mean state, and that no input rotates away from.
 *
 * Shape letters: C hidden size. Notation: mu the mean state, O the outlier dimensions.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { median } from "d3-array";
import type { Vector } from "../math/vector_math.ts";

/** Which dimensions are left out: those that meet the criterion, or so many of the largest |mu_k|. */
export type OutlierChoice = "auto" | number;

/** An outlier dimension holds more than this share of |mu|^2 ... */
const MIN_SHARE = 0.01;
/** ... and is this many times as large as the median |mu_k|. */
const MIN_MEDIANS = 10;
/** No more are left out, whatever meets the criterion. */
const MAX_OUTLIERS = 16;

/** O of one layer. */
export interface OutlierDimensions {
  /** Largest |mu_k| first, the lower index first on a tie. */
  readonly coordinates: readonly number[];
  /** True where more meet the criterion than are left out. */
  readonly isCapped: boolean;
}

/**
 * O of a mean state `[C]`. `auto`: the coordinates with mu_k^2 > 1 % of |mu|^2 and |mu_k| > 10 median |mu|, at most 16; none is a
 * legal answer. A number: so many coordinates of largest |mu_k|, all of them where `mu` has fewer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { outlierDimensions } from "./outlier_dimensions.ts";
 * const mu = Float32Array.of(1, -50, 0, 1, 2);
 * assert.deepEqual(outlierDimensions(mu, "auto").coordinates, [1]);
 * assert.deepEqual(outlierDimensions(mu, 2).coordinates, [1, 4]);
 * ```
 */
export function outlierDimensions(mu: Vector, choice: OutlierChoice): OutlierDimensions {
  const bySize = coordinatesBySize(mu);
  if (choice !== "auto") return { coordinates: bySize.slice(0, choice), isCapped: false };
  const sizes = Float64Array.from(mu, Math.abs);
  const least = MIN_MEDIANS * (median(sizes) ?? 0);
  const squared = sizes.reduce((sum, size) => sum + size * size, 0);
  const meeting = bySize.filter((k) =>
    sizes[k]! > least && sizes[k]! * sizes[k]! > MIN_SHARE * squared
  );
  return {
    coordinates: meeting.slice(0, MAX_OUTLIERS),
    isCapped: meeting.length > MAX_OUTLIERS,
  };
}

/** All coordinates, largest |mu_k| first, the lower index first on a tie. */
export function coordinatesBySize(mu: Vector): number[] {
  return Array.from(mu, (_, k) => k)
    .sort((i, j) => Math.abs(mu[j]!) - Math.abs(mu[i]!) || i - j);
}
