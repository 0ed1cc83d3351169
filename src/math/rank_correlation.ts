/**
 * Spearman's rank correlation.
 *
 * @module
 */

/**
 * Ranks from 1; values that are equal share the mean of theirs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ranksOf } from "./rank_correlation.ts";
 * assert.deepEqual(ranksOf([30, 10, 20, 20]), [4, 1, 2.5, 2.5]);
 * ```
 */
export function ranksOf(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Array<number>(order.length);
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    // The mean of the ranks first + 1 to end.
    for (let at = first; at < end; at++) ranks[order[at]!] = (first + 1 + end) / 2;
    first = end;
  }
  return ranks;
}

/**
 * The correlation of the ranks of two lists, ties averaged; null for fewer than two values, and where all of a list are equal.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rankCorrelation } from "./rank_correlation.ts";
 * assert.equal(rankCorrelation([1, 2, 3], [5, 7, 70]), 1);
 * assert.equal(rankCorrelation([1, 2, 3], [4, 4, 4]), null);
 * ```
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const middle = (a.length + 1) / 2;
  const [first, second] = [a, b].map((values) => ranksOf(values).map((rank) => rank - middle));
  let product = 0, ofFirst = 0, ofSecond = 0;
  for (const [i, rank] of first!.entries()) {
    product += rank * second![i]!;
    ofFirst += rank * rank;
    ofSecond += second![i]! * second![i]!;
  }
  if (ofFirst === 0 || ofSecond === 0) return null;
  return Math.max(-1, Math.min(1, product / Math.sqrt(ofFirst * ofSecond)));
}
