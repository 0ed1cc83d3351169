// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * How matrices and weights lie in memory.
 *
 * A matrix `[V, K]` lies in groups of 8 rows, the last filled up: element (v, k) is float32 number
 * `(v / 8 * P + k) * 8 + v % 8`, so that two vectors of four lanes hold an element of each row of a group, next to those of the next
 * column. P is K or somewhat more: an odd number of pages of 4 kB from one group to the next, as the same columns of many groups
 * would else share a few lines of the processor's cache. A weight `[R, K]` lies as stored, row after row, and some of its rows and columns
 * as a panel while they are multiplied.
 */

/** Rows of a group. */
export const LANES: i32 = 8;
/** Bytes of one column of a group. */
export const COLUMN_BYTES: usize = 32;
/** Rows of a panel that lie side by side. */
export const COLUMN_ROWS: usize = 16;

/** Columns whose terms are added in float32 before their sum is added in float64. */
const BLOCK_COLUMNS: i32 = 128;

/** A weight of fewer columns has too few blocks for their errors to average out. */
const FEW_COLUMNS: i32 = 1024;
const SHORT_BLOCK_COLUMNS: i32 = 32;

/** Columns whose terms are added in float32, of a weight of so many; sums of such blocks are added in float64, in order. */
export function blockColumns(nColumns: i32): i32 {
  return nColumns < FEW_COLUMNS ? SHORT_BLOCK_COLUMNS : BLOCK_COLUMNS;
}

/** Columns of 4 kB of a group. */
const PAGE_COLUMNS: i32 = 128;

/** First byte of a group of a matrix of so many columns. */
export function groupOf(matrix: usize, group: i32, nColumns: i32): usize {
  const pages = (nColumns + PAGE_COLUMNS - 1) / PAGE_COLUMNS | 1;
  return matrix + <usize> group * (pages * PAGE_COLUMNS) * COLUMN_BYTES;
}
