/**
 * Cholesky factorisation of a symmetric matrix with the largest entry of the diagonal next: of a Gram matrix the vector that is
 * farthest outside the span of those taken.
 *
 * Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 10.3 (complete pivoting).
 *
 * Shape letters: S rows, K of them taken.
 *
 * @module
 */

/** A = L L^T on the rows and columns taken, in the order in which they were. */
export interface PivotedCholesky {
  /** Those taken. */
  readonly pivots: readonly number[]; // K
  /** Rows of L, which end on its diagonal: row k has k + 1 entries. */
  readonly factor: readonly Float64Array[]; // K
  /** What is left of all others, in their order: the Schur complement. */
  readonly rest: () => Float64Array[]; // f64 [S - K, S - K]
}

/**
 * Takes rows as long as the diagonal of what is left has a positive entry, `most` of them at most.
 *
 * @param matrix f64 [S, S]
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pivotedCholesky } from "./pivoted_cholesky.ts";
 * const { pivots, factor, rest } = pivotedCholesky([Float64Array.of(4, 2), Float64Array.of(2, 5)], { most: 1 });
 * assert.deepEqual([pivots, factor[0]![0], rest()[0]![0]], [[1], Math.sqrt(5), 3.2]);
 * ```
 */
export function pivotedCholesky(
  matrix: readonly Float64Array[],
  { most = matrix.length }: { most?: number } = {},
): PivotedCholesky {
  const rows = matrix.map(() => new Float64Array(matrix.length)); // of L, by row of the matrix
  const diagonal = Float64Array.from(matrix, (row, i) => row[i]!);
  const pivots: number[] = [], factor: Float64Array[] = [];
  const open = matrix.map((_, i) => i);
  while (pivots.length < most && open.length > 0) {
    const pivot = open.reduce((best, i) => diagonal[i]! > diagonal[best]! ? i : best);
    if (diagonal[pivot]! <= 0) break;
    open.splice(open.indexOf(pivot), 1);
    const own = rows[pivot]!, entries = matrix[pivot]!;
    const step = pivots.length, length = Math.sqrt(diagonal[pivot]!);
    own[step] = length;
    for (const i of open) {
      const along = (entries[i]! - dotOfFirst(step, own, rows[i]!)) / length;
      rows[i]![step] = along;
      diagonal[i]! -= along * along;
    }
    pivots.push(pivot);
    factor.push(own.subarray(0, step + 1));
  }
  const rest = () =>
    open.map((i) =>
      Float64Array.from(
        open,
        (j) =>
          i === j ? diagonal[i]! : matrix[i]![j]! - dotOfFirst(pivots.length, rows[i]!, rows[j]!),
      )
    );
  return { pivots, factor, rest };
}

/** Two sums side by side: in one every addition waits for the one before. */
function dotOfFirst(n: number, a: Float64Array, b: Float64Array): number {
  let even = 0, odd = 0, k = 0;
  for (; k + 1 < n; k += 2) {
    even += a[k]! * b[k]!;
    odd += a[k + 1]! * b[k + 1]!;
  }
  return k < n ? even + odd + a[k]! * b[k]! : even + odd;
}

/**
 * How many eigenvalues of a symmetric matrix are larger than `value`, none of which is worked out: as many as A - value 1 has positive
 * ones, by Sylvester's law of inertia. What is left beside those of a factor is that of the Schur complement, whose diagonal has none
 * that is positive: its negative is factored next.
 *
 * Source: Haynsworth, Determination of the Inertia of a Partitioned Hermitian Matrix, 1968.
 *
 * @param matrix f64 [S, S]
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { eigenvaluesAbove } from "./pivoted_cholesky.ts";
 * const matrix = [Float64Array.of(2, 1), Float64Array.of(1, 2)]; // 1 and 3
 * assert.deepEqual([0.9, 1.1, 2.9, 3.1].map((value) => eigenvaluesAbove(matrix, value)), [2, 1, 1, 0]);
 * ```
 */
export function eigenvaluesAbove(matrix: readonly Float64Array[], value: number): number {
  let left = matrix.map((row, i) => row.map((entry, j) => i === j ? entry - value : entry));
  let nAbove = 0;
  for (let isNegated = false, nBefore = -1; left.length > 0; isNegated = !isNegated) {
    const { pivots, rest } = pivotedCholesky(left);
    if (!isNegated) nAbove += pivots.length;
    // A diagonal of zeros: what is left is rounding.
    if (pivots.length === 0 && nBefore === 0) break;
    nBefore = pivots.length;
    left = rest().map((row) => row.map((entry) => -entry));
  }
  return nAbove;
}
