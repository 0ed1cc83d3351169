/**
 * What an adapter makes of rows of a weight: W + s B A, or rows of that length which DoRA gives them.
 *
 * Shape letters: R rows and K columns of the weight, r rank.
 *
 * @module
 */

/** The change of one weight. */
export interface LowRankChange {
  readonly a: Float32Array; // f32 [r, K]
  readonly b: Float32Array; // f32 [R, r]
  /** s, by which the product is multiplied. */
  readonly scale: number;
  /** Length m of every row; null where rows keep the length that the sum gives them. */
  readonly magnitude: Float32Array | null; // f32 [R]
}

/**
 * Changes rows of W in place: v = w + s b A, summed in float64 and rounded to float32 once; with a magnitude m v / |v|.
 *
 * @param rows f32 `[n, K]`, rows of W from `firstRow` on.
 * @throws {RangeError} if a row to be given a length is zero.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { changeRows } from "./low_rank.ts";
 * const rows = Float32Array.of(1, 2);
 * const change = { a: Float32Array.of(1, 1), b: Float32Array.of(3), scale: 2, magnitude: null };
 * changeRows(rows, { firstRow: 0, nColumns: 2, change });
 * assert(rows.join() === "7,8");
 * ```
 */
export function changeRows(
  rows: Float32Array,
  { firstRow, nColumns, change }: {
    firstRow: number;
    nColumns: number; // K
    change: LowRankChange;
  },
): void {
  const { a, b, scale, magnitude } = change;
  const rank = a.length / nColumns;
  const sum = new Float64Array(nColumns);
  for (let of = 0; of < rows.length; of += nColumns) {
    const row = firstRow + of / nColumns;
    for (let k = 0; k < nColumns; k++) sum[k] = rows[of + k]!;
    addProduct(sum, { a, b, scale, rank, row });
    const factor = magnitude === null ? 1 : magnitude[row]! / lengthOf(sum, row);
    for (let k = 0; k < nColumns; k++) rows[of + k] = factor * sum[k]!;
  }
}

/** Adds s times one row of B A. */
function addProduct(
  sum: Float64Array,
  { a, b, scale, rank, row }: Pick<LowRankChange, "a" | "b" | "scale"> & {
    rank: number;
    row: number;
  },
): void {
  const K = sum.length;
  let j = 0;
  // Four ranks at a time: each sum is loaded and stored once for them.
  for (; j + 4 <= rank; j += 4) {
    const ofB = row * rank + j;
    const b0 = scale * b[ofB]!, b1 = scale * b[ofB + 1]!;
    const b2 = scale * b[ofB + 2]!, b3 = scale * b[ofB + 3]!;
    const of0 = j * K, of1 = of0 + K, of2 = of1 + K, of3 = of2 + K;
    for (let k = 0; k < K; k++) {
      sum[k] = sum[k]! + b0 * a[of0 + k]! + b1 * a[of1 + k]! + b2 * a[of2 + k]! +
        b3 * a[of3 + k]!;
    }
  }
  for (; j < rank; j++) {
    const scaled = scale * b[row * rank + j]!;
    for (let k = 0; k < K; k++) sum[k] = sum[k]! + scaled * a[j * K + k]!;
  }
}

function lengthOf(values: Float64Array, row: number): number {
  let square = 0;
  for (const value of values) square += value * value;
  if (square === 0) throw new RangeError(`row ${row} of W + s B A is zero and has no direction`);
  return Math.sqrt(square);
}
