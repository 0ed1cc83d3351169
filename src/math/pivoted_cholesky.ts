/**
 * Cholesky factorisation of a Gram matrix, the vector that is farthest outside the span of those taken being the next: after a few,
 * or after all, what is left of every other one is known.
 *
 * Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 10.3 (complete pivoting of a matrix of any
 * rank).
 *
 * Shape letters: S vectors, K of them taken.
 *
 * @module
 */

/** G = L L^T on the vectors taken, in the order in which they were taken. */
export interface PivotedCholesky {
  /** The vectors taken. */
  readonly pivots: readonly number[]; // K
  /** Rows of L, which end on its diagonal: row j has j + 1 entries. */
  readonly factor: readonly Float64Array[]; // K
  /** Sum of the squared lengths that all others have outside the span of those taken: no eigenvalue beside the K largest is larger. */
  readonly left: number;
}

/**
 * Takes vectors until no more than `enough` is left of all others together.
 *
 * @param gram f64 [S, S]
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pivotedCholesky } from "./pivoted_cholesky.ts";
 * const gram = [Float64Array.of(1, 2), Float64Array.of(2, 4)]; // of a vector and twice that vector
 * const { pivots, factor, left } = pivotedCholesky(gram, { enough: 0 });
 * assert.deepEqual([pivots, [...factor[0]!], left], [[1], [2], 0]);
 * ```
 */
export function pivotedCholesky(
  gram: readonly Float64Array[],
  { enough }: { enough: number },
): PivotedCholesky {
  const rows = gram.map(() => new Float64Array(gram.length)); // of L, by vector
  const outside = Float64Array.from(gram, (row, i) => row[i]!);
  const pivots: number[] = [], factor: Float64Array[] = [];
  const open = gram.map((_, i) => i);
  for (;;) {
    let left = 0, place = 0;
    for (let k = 0; k < open.length; k++) {
      left += Math.max(0, outside[open[k]!]!);
      if (outside[open[k]!]! > outside[open[place]!]!) place = k;
    }
    if (left <= enough) return { pivots, factor, left };
    const [pivot] = open.splice(place, 1) as [number];
    const own = rows[pivot]!, products = gram[pivot]!;
    const step = pivots.length, length = Math.sqrt(outside[pivot]!);
    own[step] = length;
    for (const i of open) {
      const row = rows[i]!;
      let along = products[i]!;
      for (let k = 0; k < step; k++) along -= row[k]! * own[k]!;
      along /= length;
      row[step] = along;
      outside[i]! -= along * along;
    }
    pivots.push(pivot);
    factor.push(own.subarray(0, step + 1));
  }
}

/**
 * L^-1 of a lower triangle L whose rows end on the diagonal, zeros above included.
 *
 * @returns f64 [K, K]
 */
export function inverseOfTriangle(factor: readonly Float64Array[]): Float64Array[] {
  const inverse = factor.map(() => new Float64Array(factor.length));
  for (const [i, row] of factor.entries()) {
    const own = inverse[i]!, diagonal = row[i]!;
    for (let k = 0; k < i; k++) {
      const weight = row[k]! / diagonal, before = inverse[k]!;
      for (let j = 0; j <= k; j++) own[j]! -= weight * before[j]!;
    }
    own[i] = 1 / diagonal;
  }
  return inverse;
}
