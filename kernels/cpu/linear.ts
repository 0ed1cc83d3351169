// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * y = x W^T for one tile of whole rows of W.
 *
 * Shape letters: V vectors, R rows of W, K columns.
 *
 *     y[v, r] = sum over blocks b of 128 columns (32 where K < 1024), in float64, of
 *               sum over k in b, in float32 and in order, of x[v, k] W[r, k]
 *
 * Every sum is of this one order, however W is cut into tiles, whichever thread takes a tile, and however many vectors there are: the
 * same numbers to the bit.
 *
 * 48 rows by 128 columns of W are laid out as a panel, which meets the vectors of all uses before the next. One group of 8 vectors alone
 * takes fewer rows by more columns. Sixteen rows by four vectors are summed at a time in registers.
 *
 * CPU twin: src/compute/cpu/linear.ts
 */

import { BLOCK_BYTES, COLUMN_ROWS, FEW_VECTORS, multiply16x4 } from "./multiply_panel.ts";
import { fillPanel, panelBytes } from "./panel.ts";
import { blockColumns, COLUMN_BYTES, groupOf, LANES } from "./shapes.ts";
import { BF16, elementBytes } from "./widen.ts";

/** Groups of vectors that a panel meets before its rows are done: what bounds the memory of sums. */
const MOST_GROUPS: i32 = 64;
/** Rows whose sums are done before the next: a multiple of 16, as products take them. */
const ROWS: i32 = 48;
/** Columns of a panel of all these rows: it stays in the first cache with what a group of vectors has of them. */
const COLUMNS: i32 = 128;
/** A panel that only one group of vectors meets: memory gives fewer and longer rows faster. */
const FEW_ROWS: i32 = 16;
const MORE_COLUMNS: i32 = 512;

const PANEL_BYTES: usize = <usize> (FEW_ROWS * MORE_COLUMNS) * 4;
/** Bytes of the sums of sixteen rows and one vector, float64. */
const VECTOR_BYTES: usize = COLUMN_ROWS * 8;
/** Of sixteen rows and four vectors, and of all rows and a group. */
const SUMS_BYTES: usize = <usize> FEW_VECTORS * VECTOR_BYTES;
const GROUP_BYTES: usize = <usize> (ROWS / 16) * 2 * SUMS_BYTES;
/** Of one group: where its vectors lie, where the tile's rows of their products lie, and whether there are at most four. */
const NOTE_BYTES: usize = 12;

/** What a call needs for itself: the panel, columns of x that are filled up, sums of a block, notes of the groups, and their sums. */
const OF_FILLED: usize = PANEL_BYTES;
const OF_BLOCK: usize = OF_FILLED + <usize> MORE_COLUMNS * COLUMN_BYTES;
const OF_NOTES: usize = OF_BLOCK + BLOCK_BYTES;
const OF_SUMS: usize = OF_NOTES + <usize> MOST_GROUPS * NOTE_BYTES;
/** `[group, 48 / 16, 8 vectors, 16 rows]` */
export const SCRATCH_BYTES: usize = OF_SUMS + <usize> MOST_GROUPS * GROUP_BYTES;

/** Bytes of one use of a weight: x `[V, K]`, V, y `[V, R]` of the whole weight, whether weights are rounded. */
const USE_BYTES: usize = 16;

/**
 * @param tile `[nRows, K]`, as stored in `dtype`
 * @param uses Of each y rows `firstRow` to `firstRow + nRows` are written, `yColumns` being R.
 */
export function linear(
  tile: usize,
  nRows: i32,
  nColumns: i32,
  dtype: i32,
  uses: usize,
  nUses: i32,
  yColumns: i32,
  firstRow: i32,
  scratch: usize,
): void {
  // A stored bfloat16 is what rounding makes of it: all uses are alike.
  const nKinds: i32 = dtype === BF16 ? 1 : 2;
  const rowBytes = <usize> nColumns * elementBytes(dtype);
  // Rows meet all vectors before the next: where K is small they are in the second cache yet.
  for (let row = 0; row < nRows; row += ROWS) {
    const rows = min(ROWS, nRows - row);
    for (let kind: i32 = 0; kind < nKinds; kind++) {
      for (let first: i32 = 0;; first += MOST_GROUPS) {
        const nGroups = noteGroups(
          uses,
          nUses,
          nKinds === 1 ? -1 : kind,
          first,
          nColumns,
          yColumns,
          firstRow + row,
          scratch + OF_NOTES,
        );
        if (nGroups === 0) break;
        const from = tile + <usize> row * rowBytes;
        multiplyRows(from, rows, nColumns, dtype, kind !== 0, nGroups, scratch);
      }
    }
  }
}

/** Notes groups of the uses of one rounding, or with -1 of all, from the `first` on, as many as are taken at a time; returns how many. */
function noteGroups(
  uses: usize,
  nUses: i32,
  rounding: i32,
  first: i32,
  nColumns: i32,
  yColumns: i32,
  firstRow: i32,
  notes: usize,
): i32 {
  let at = -first;
  for (let left = nUses; left > 0; left--) {
    const nVectors = load<i32>(uses, 4);
    const isMeant = rounding < 0 || load<i32>(uses, 12) === rounding;
    for (let vector = 0; isMeant && vector < nVectors && at < MOST_GROUPS; vector += LANES) {
      if (at >= 0) {
        const note = notes + <usize> at * NOTE_BYTES;
        const group = vector / LANES;
        store<usize>(note, groupOf(load<usize>(uses), group, nColumns));
        const y = groupOf(load<usize>(uses, 8), group, yColumns);
        store<usize>(note, y + <usize> firstRow * COLUMN_BYTES, 4);
        store<i32>(note, nVectors - vector <= 4 ? 1 : 0, 8);
      }
      at++;
    }
    uses += USE_BYTES;
  }
  return max(at, 0);
}

/** The products of at most 48 rows and the groups that are noted. */
function multiplyRows(
  rows: usize,
  nRows: i32,
  nColumns: i32,
  dtype: i32,
  isRounded: bool,
  nGroups: i32,
  scratch: usize,
): void {
  const bytes: usize = elementBytes(dtype);
  const pitchBytes = <usize> nColumns * bytes;
  const block = blockColumns(nColumns);
  const isBf16 = panelBytes(dtype, isRounded) === 2;
  const panelRows: i32 = nGroups === 1 ? FEW_ROWS : ROWS;
  const panelColumns: i32 = nGroups === 1 ? MORE_COLUMNS : COLUMNS;
  const endNote = scratch + OF_NOTES + <usize> nGroups * NOTE_BYTES;
  for (let column = 0; column < nColumns; column += panelColumns) {
    const columns = min(panelColumns, nColumns - column);
    const filled = (columns + 1) & ~1;
    for (let row = 0; row < nRows; row += panelRows) {
      const count = min(panelRows, nRows - row);
      const from = rows + <usize> row * pitchBytes + <usize> column * bytes;
      fillPanel(from, count, columns, pitchBytes, dtype, isRounded, scratch, filled);
      let sums = scratch + OF_SUMS + <usize> (row / 16) * 2 * SUMS_BYTES;
      for (let note = scratch + OF_NOTES; note < endNote; note += NOTE_BYTES) {
        let x = load<usize>(note) + <usize> column * COLUMN_BYTES;
        if (filled !== columns) x = fillColumns(x, columns, filled, scratch + OF_FILLED);
        const ofFour = load<i32>(note, 8) !== 0;
        const isFirst = column === 0;
        if (isBf16) multiply<u16>(scratch, count, x, filled, block, sums, ofFour, isFirst);
        else multiply<f32>(scratch, count, x, filled, block, sums, ofFour, isFirst);
        sums += GROUP_BYTES;
      }
    }
  }
  let sums = scratch + OF_SUMS;
  for (let note = scratch + OF_NOTES; note < endNote; note += NOTE_BYTES) {
    storeSums(sums, load<usize>(note, 4), nRows, load<i32>(note, 8) !== 0);
    sums += GROUP_BYTES;
  }
}

/** Adds what some columns give to the sums of a group of vectors. Rows past the end are others of the panel: nobody stores their sums. */
function multiply<T>(
  panel: usize,
  nRows: i32,
  x: usize,
  nColumns: i32,
  block: i32,
  sums: usize,
  ofFour: bool,
  isFirst: bool,
): void {
  const sixteenBytes = <usize> nColumns * COLUMN_ROWS * sizeof<T>();
  for (let column = 0; column < nColumns; column += block) {
    const count = min(block, nColumns - column);
    const ofX = x + <usize> column * COLUMN_BYTES;
    const starts = isFirst && column === 0;
    let at = panel + <usize> column * COLUMN_ROWS * sizeof<T>();
    let to = sums;
    for (let row = 0; row < nRows; row += 16) {
      multiply16x4<T>(at, ofX, count, panel + OF_BLOCK);
      addSums(panel + OF_BLOCK, to, starts);
      if (!ofFour) {
        multiply16x4<T>(at, ofX + 16, count, panel + OF_BLOCK);
        addSums(panel + OF_BLOCK, to + SUMS_BYTES, starts);
      }
      at += sixteenBytes;
      to += 2 * SUMS_BYTES;
    }
  }
}

/** Adds the sums of a block to those of the blocks before, in float64. */
function addSums(block: usize, sums: usize, isFirst: bool): void {
  const end = sums + SUMS_BYTES;
  if (isFirst) {
    while (sums < end) {
      const four = v128.load(block);
      v128.store(sums, lowPromoted(four));
      v128.store(sums, highPromoted(four), 16);
      block += 16;
      sums += 32;
    }
  } else {
    while (sums < end) {
      const four = v128.load(block);
      v128.store(sums, f64x2.add(v128.load(sums), lowPromoted(four)));
      v128.store(sums, f64x2.add(v128.load(sums, 16), highPromoted(four)), 16);
      block += 16;
      sums += 32;
    }
  }
}

function lowPromoted(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

function highPromoted(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1));
}

/** Products take two columns at a time: a last one is filled up with 0, elsewhere, since what comes after it is of others. */
function fillColumns(x: usize, nColumns: i32, filled: i32, to: usize): usize {
  const nBytes = <usize> nColumns * COLUMN_BYTES;
  memory.copy(to, x, nBytes);
  memory.fill(to + nBytes, 0, <usize> (filled - nColumns) * COLUMN_BYTES);
  return to;
}

function storeSums(sums: usize, y: usize, nRows: i32, isNarrow: bool): void {
  for (let row = 0; row < nRows; row += 4) {
    const at = sums + <usize> (row >> 4) * 2 * SUMS_BYTES + <usize> (row & 15) * 8;
    const count = min(4, nRows - row);
    storeFour(at, y, count);
    if (!isNarrow) storeFour(at + SUMS_BYTES, y + 16, count);
    else {
      for (let ix = 0; ix < count; ix++) {
        v128.store(y + <usize> ix * COLUMN_BYTES, f32x4.splat(0), 16);
      }
    }
    y += 4 * COLUMN_BYTES;
  }
}

/** Sums of four vectors and up to four rows. */
function storeFour(sums: usize, y: usize, nRows: i32): void {
  const s0 = demoted(sums);
  const s1 = demoted(sums + VECTOR_BYTES);
  const s2 = demoted(sums + 2 * VECTOR_BYTES);
  const s3 = demoted(sums + 3 * VECTOR_BYTES);
  const a0 = v128.shuffle<i32>(s0, s1, 0, 4, 1, 5);
  const a1 = v128.shuffle<i32>(s0, s1, 2, 6, 3, 7);
  const a2 = v128.shuffle<i32>(s2, s3, 0, 4, 1, 5);
  const a3 = v128.shuffle<i32>(s2, s3, 2, 6, 3, 7);
  v128.store(y, v128.shuffle<i64>(a0, a2, 0, 2));
  if (nRows > 1) v128.store(y, v128.shuffle<i64>(a0, a2, 1, 3), COLUMN_BYTES);
  if (nRows > 2) v128.store(y, v128.shuffle<i64>(a1, a3, 0, 2), 2 * COLUMN_BYTES);
  if (nRows > 3) v128.store(y, v128.shuffle<i64>(a1, a3, 1, 3), 3 * COLUMN_BYTES);
}

function demoted(sums: usize): v128 {
  const low = f32x4.demote_f64x2_zero(v128.load(sums));
  const high = f32x4.demote_f64x2_zero(v128.load(sums, 16));
  return v128.shuffle<i64>(low, high, 0, 2);
}
