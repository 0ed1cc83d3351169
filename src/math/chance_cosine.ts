/**
 * How near a random direction comes to one of many vectors.
 *
 * @module
 */

// @ts-types="../../types/jstat.d.ts"
import jstat from "jstat";
import { ALPHA } from "./significance.ts";

/**
 * The |cosine| above which a random direction has any of `n` given vectors at most one time in twenty, whatever they share: r
 * sqrt((C - 1) / (1 - r^2)) of one follows Student's t with C - 1 degrees of freedom, and their number counts by Bonferroni. As well
 * that of `n` random directions with one given vector. 1 where there is but one dimension.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chanceCosine } from "./chance_cosine.ts";
 * // In three dimensions the cosine of a random direction is uniform.
 * assert(Math.abs(chanceCosine(1, 3) - 0.95) < 1e-6);
 * ```
 */
export function chanceCosine(n: number, dimensions: number): number {
  if (dimensions < 2) return 1;
  const t = jstat.jStat.studentt.inv(ALPHA / (2 * n), dimensions - 1);
  return Math.abs(t) / Math.hypot(t, Math.sqrt(dimensions - 1));
}
