/**
 * Summary of the draws of one baseline at one layer.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { deviation, mean, quantile } from "d3-array";

/** Spread of a baseline; null where there are no draws, and for `sd` where there is only one. */
export interface Summary {
  readonly mean: number | null;
  readonly sd: number | null; // n - 1
  readonly q05: number | null;
  readonly q50: number | null;
  readonly q95: number | null;
}

/**
 * Quantiles (R-7, linear between order statistics) of the larger of each direction's two signs, as p-values count; mean and sd
 * (n - 1) of all signed draws, as z does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { summarise } from "./quantiles.ts";
 * const { mean, q50 } = summarise([3, 4], [1, 3, 2, 4]);
 * assert(mean === 2.5 && q50 === 3.5);
 * ```
 */
export function summarise(larger: readonly number[], signed: readonly number[]): Summary {
  return {
    mean: mean(signed) ?? null,
    sd: deviation(signed) ?? null,
    q05: quantile(larger, 0.05) ?? null,
    q50: quantile(larger, 0.5) ?? null,
    q95: quantile(larger, 0.95) ?? null,
  };
}
