// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Rows in and out of the groups that matrices lie in, and from one matrix to another.
 *
 * CPU twin of what is negated: src/compute/cpu/opposite_rows.ts
 */

import { COLUMN_BYTES, groupOf, LANES } from "./shapes.ts";

/** First element of a row; the next is a column further. */
function rowOf(matrix: usize, row: i32, nColumns: i32): usize {
  return groupOf(matrix, row / LANES, nColumns) + <usize> (row % LANES) * 4;
}

/** f32 `[K]`, one after another, to a row. */
export function putRow(from: usize, matrix: usize, row: i32, nColumns: i32): void {
  let to = rowOf(matrix, row, nColumns);
  for (let column = 0; column < nColumns; column++) {
    store<i32>(to, load<i32>(from));
    from += 4;
    to += COLUMN_BYTES;
  }
}

/** A row to f32 `[K]`, one after another. */
export function takeRow(matrix: usize, row: i32, nColumns: i32, to: usize): void {
  let from = rowOf(matrix, row, nColumns);
  for (let column = 0; column < nColumns; column++) {
    store<i32>(to, load<i32>(from));
    from += COLUMN_BYTES;
    to += 4;
  }
}

/** A row of one matrix to a row of another. */
export function copyRow(
  matrix: usize,
  row: i32,
  other: usize,
  otherRow: i32,
  nColumns: i32,
): void {
  let from = rowOf(matrix, row, nColumns);
  let to = rowOf(other, otherRow, nColumns);
  for (let column = 0; column < nColumns; column++) {
    store<i32>(to, load<i32>(from));
    from += COLUMN_BYTES;
    to += COLUMN_BYTES;
  }
}

/** Each row of one matrix to two of another, as it is and with its sign changed; what fills up the one fills up the other. */
export function oppositeRows(matrix: usize, nRows: i32, other: usize, nColumns: i32): void {
  const flip = i64x2.splat(0x8000000000000000);
  for (let row = 0; row < nRows; row += 4) {
    let from = rowOf(matrix, row, nColumns);
    let to = groupOf(other, row / 4, nColumns);
    for (let column = 0; column < nColumns; column++) {
      const four = v128.load(from);
      v128.store(to, v128.xor(v128.shuffle<i32>(four, four, 0, 0, 1, 1), flip));
      v128.store(to, v128.xor(v128.shuffle<i32>(four, four, 2, 2, 3, 3), flip), 16);
      from += COLUMN_BYTES;
      to += COLUMN_BYTES;
    }
  }
}

/** f64 `[nRows, K to a multiple of 8]` to a matrix. */
export function putSums(sums: usize, nRows: i32, matrix: usize, nColumns: i32): void {
  const pitchBytes = <usize> ((nColumns + 7) & ~7) * 8;
  for (let row = 0; row < nRows; row++) {
    let from = sums + <usize> row * pitchBytes;
    let to = rowOf(matrix, row, nColumns);
    for (let column = 0; column < nColumns; column++) {
      store<f32>(to, <f32> load<f64>(from));
      from += 8;
      to += COLUMN_BYTES;
    }
  }
}

export function clear(from: usize, nBytes: usize): void {
  memory.fill(from, 0, nBytes);
}
