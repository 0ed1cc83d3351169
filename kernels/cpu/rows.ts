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

/** Rows to f32 `[count, K]`, one after another; eight of a group at once. */
export function takeRows(
  matrix: usize,
  first: i32,
  count: i32,
  nColumns: i32,
  to: usize,
): void {
  const rowBytes = <usize> nColumns * 4;
  for (let row = 0; row < count;) {
    if ((first + row) % LANES === 0 && count - row >= LANES) {
      takeGroup(rowOf(matrix, first + row, nColumns), nColumns, to + <usize> row * rowBytes);
      row += LANES;
    } else {
      takeRow(rowOf(matrix, first + row, nColumns), nColumns, to + <usize> row * rowBytes);
      row++;
    }
  }
}

function takeRow(from: usize, nColumns: i32, to: usize): void {
  for (let column = 0; column < nColumns; column++) {
    store<i32>(to, load<i32>(from));
    from += COLUMN_BYTES;
    to += 4;
  }
}

/** Four columns of four rows at a time. */
function takeGroup(from: usize, nColumns: i32, to: usize): void {
  const rowBytes = <usize> nColumns * 4;
  const inFours = nColumns & ~3;
  for (let column = 0; column < inFours; column += 4) {
    takeFour(from, to, rowBytes);
    takeFour(from + 16, to + 4 * rowBytes, rowBytes);
    from += 4 * COLUMN_BYTES;
    to += 16;
  }
  for (let row: usize = 0; row < <usize> LANES; row++) {
    takeRow(from + row * 4, nColumns - inFours, to + row * rowBytes);
  }
}

function takeFour(from: usize, to: usize, rowBytes: usize): void {
  const c0 = v128.load(from);
  const c1 = v128.load(from, COLUMN_BYTES);
  const c2 = v128.load(from, 2 * COLUMN_BYTES);
  const c3 = v128.load(from, 3 * COLUMN_BYTES);
  const a0 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const a1 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const a2 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const a3 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(a0, a2, 0, 2));
  v128.store(to + rowBytes, v128.shuffle<i64>(a0, a2, 1, 3));
  v128.store(to + 2 * rowBytes, v128.shuffle<i64>(a1, a3, 0, 2));
  v128.store(to + 3 * rowBytes, v128.shuffle<i64>(a1, a3, 1, 3));
}

/** Rows of one matrix to rows of another, from `first` on to those from `otherFirst` on; as many at once as share a group in both. */
export function copyRows(
  matrix: usize,
  first: i32,
  count: i32,
  other: usize,
  otherFirst: i32,
  nColumns: i32,
): void {
  for (let row = 0; row < count;) {
    const from = rowOf(matrix, first + row, nColumns);
    const to = rowOf(other, otherFirst + row, nColumns);
    const left = min(LANES - (first + row) % LANES, LANES - (otherFirst + row) % LANES);
    row += copySome(from, to, min(left, count - row), nColumns);
  }
}

/** Copies eight rows, four or one, the most that `nRows` has; returns how many. */
function copySome(from: usize, to: usize, nRows: i32, nColumns: i32): i32 {
  const nBytes = <usize> nColumns * COLUMN_BYTES;
  if (nRows === LANES) {
    memory.copy(to, from, nBytes);
    return LANES;
  }
  const end = from + nBytes;
  if (nRows >= 4) {
    while (from < end) {
      v128.store(to, v128.load(from));
      from += COLUMN_BYTES;
      to += COLUMN_BYTES;
    }
    return 4;
  }
  while (from < end) {
    store<i32>(to, load<i32>(from));
    from += COLUMN_BYTES;
    to += COLUMN_BYTES;
  }
  return 1;
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
