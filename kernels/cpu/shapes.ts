// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * How matrices and weights lie in memory.
 *
 * A matrix `[V, K]` lies in groups of 8 rows, the last filled up: element (v, k) is float32 number
 * `(v / 8 * K + k) * 8 + v % 8`, so that two vectors of four lanes hold an element of each row of a group, next to those of the next
 * column. A weight `[R, K]` lies as stored, row after row.
 */

/** Rows of a group. */
export const LANES: i32 = 8;
/** Bytes of one column of a group. */
export const COLUMN_BYTES: usize = 32;

/** Columns whose terms are added in float32; sums of such blocks are added in float64, in order. */
export const BLOCK_COLUMNS: i32 = 256;

/** First byte of a group of a matrix of so many columns. */
// @ts-ignore: decorator

export function groupOf(matrix: usize, group: i32, nColumns: i32): usize {
  return matrix + <usize> group * nColumns * COLUMN_BYTES;
}
