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
  const { magnitude } = change;
  const nRows = rows.length / nColumns;
  const sums = Array.from({ length: AT_ONCE }, () => new Float64Array(nColumns));
  for (let first = 0; first < nRows; first += AT_ONCE) {
    const group = sums.slice(0, nRows - first);
    for (const [i, sum] of group.entries()) {
      sum.set(rows.subarray((first + i) * nColumns, (first + i + 1) * nColumns));
    }
    addProducts(sums, { change, firstRow: firstRow + first, nRows: group.length });
    for (const [i, sum] of group.entries()) {
      const row = firstRow + first + i;
      const factor = magnitude === null ? 1 : magnitude[row]! / lengthOf(sum, row);
      const of = (first + i) * nColumns;
      for (let k = 0; k < nColumns; k++) rows[of + k] = factor * sum[k]!;
    }
  }
}

/** Rows that are summed together: each entry of A is loaded and widened once for them, which takes half the time of one by one. */
const AT_ONCE = 4;
/** Columns that are summed before the next ones: as many of four rows as stay in the fastest cache but one. */
const BLOCK_COLUMNS = 2048;

/** Adds s times rows of B A, two ranks at a time; of the sums the first `nRows` count. */
function addProducts(
  sums: readonly Float64Array[],
  { change: { a, b, scale }, firstRow, nRows }: {
    change: LowRankChange;
    firstRow: number;
    nRows: number;
  },
): void {
  const [sum0, sum1, sum2, sum3] = sums as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const K = sum0.length;
  const rank = a.length / K;
  /** s b of a row; 0 beyond the last row and the last rank. */
  const factor = (i: number, j: number) =>
    i < nRows && j < rank ? scale * b[(firstRow + i) * rank + j]! : 0;
  for (let from = 0; from < K; from += BLOCK_COLUMNS) {
    const to = Math.min(from + BLOCK_COLUMNS, K);
    for (let j = 0; j < rank; j += 2) {
      const of0 = j * K, of1 = Math.min(j + 1, rank - 1) * K;
      const b00 = factor(0, j), b01 = factor(0, j + 1), b10 = factor(1, j), b11 = factor(1, j + 1);
      const b20 = factor(2, j), b21 = factor(2, j + 1), b30 = factor(3, j), b31 = factor(3, j + 1);
      for (let k = from; k < to; k++) {
        const a0 = a[of0 + k]!, a1 = a[of1 + k]!;
        sum0[k] = sum0[k]! + b00 * a0 + b01 * a1;
        sum1[k] = sum1[k]! + b10 * a0 + b11 * a1;
        sum2[k] = sum2[k]! + b20 * a0 + b21 * a1;
        sum3[k] = sum3[k]! + b30 * a0 + b31 * a1;
      }
    }
  }
}

function lengthOf(values: Float64Array, row: number): number {
  let square = 0;
  for (const value of values) square += value * value;
  if (square === 0) throw new RangeError(`row ${row} of W + s B A is zero and has no direction`);
  return Math.sqrt(square);
}
