/**
 * Whether a projection is more than any persona input would show: set against the projections of the draws' differences.
 *
 * @module
 */

import { rankP, spread } from "../evidence/significance.ts";

/** z, p and q of one vector; null where the draws have no spread. */
export interface DrawSignificance {
  readonly z: number | null;
  readonly p: number | null;
  readonly q: number | null;
}

/** A projection of d, and that of each draw's d_k on the same vector. */
export interface DrawnProjection {
  readonly projection: number;
  readonly draws: readonly number[];
}

/**
 * z = (projection - mean) / sd (n - 1) over the draws; p = (1 + #{draws: |z_k| >= |z|}) / (N + 1); q by {@link falseDiscoveryRates}
 * over the vectors that have a p.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { againstDraws } from "./draw_significance.ts";
 * const [row] = againstDraws([{ projection: 8, draws: [1, 2, 3] }]);
 * assert.deepEqual(row, { z: 6, p: 0.25, q: 0.25 });
 * ```
 */
export function againstDraws(projections: readonly DrawnProjection[]): DrawSignificance[] {
  const rows = projections.map(({ projection, draws }) => {
    const moments = spread(draws);
    if (moments === null) return null;
    // The sd divides both sides of |z_k| >= |z|, so the distances from the mean are compared.
    const distance = (value: number) => Math.abs(value - moments.mean);
    return {
      z: (projection - moments.mean) / moments.sd,
      p: rankP(distance(projection), draws.map(distance)),
    };
  });
  const tested = rows.filter((row) => row !== null);
  const rates = falseDiscoveryRates(tested.map(({ p }) => p));
  const rateOf = new Map(tested.map((row, i) => [row, rates[i]!]));
  return rows.map((row) =>
    row === null ? { z: null, p: null, q: null } : { ...row, q: rateOf.get(row)! }
  );
}

/**
 * Benjamini-Hochberg: q of the i-th smallest p of n is the least of n p_j / j over j >= i, and at most 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { falseDiscoveryRates } from "./draw_significance.ts";
 * assert.deepEqual(falseDiscoveryRates([0.5, 0.125, 0.25]), [0.5, 0.375, 0.375]);
 * ```
 */
export function falseDiscoveryRates(p: readonly number[]): number[] {
  const q = new Array<number>(p.length).fill(1);
  const descending = p.map((_, i) => i).sort((a, b) => p[b]! - p[a]!);
  let least = 1;
  for (const [nAbove, i] of descending.entries()) {
    least = Math.min(least, p[i]! * p.length / (p.length - nAbove));
    q[i] = least;
  }
  return q;
}
