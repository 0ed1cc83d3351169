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
 * takes fewer rows by more columns. Sixteen rows by six vectors are summed at a time in registers, or by four.
 *
 * CPU twin: src/compute/cpu/linear.ts
 */

import {
  multiplyFourAnd0Pairs as multiplyFour,
  multiplyFourAnd1Pairs as multiplySix,
} from "./multiply_panel.ts";
import { fillPanel, panelBytes } from "./panel.ts";
import { blockColumns, COLUMN_BYTES, COLUMN_ROWS, groupOf, LANES } from "./shapes.ts";
import { GROUP_BYTES, noteTurns, ROWS, SIXTEEN_BYTES, TURN_BYTES, VECTOR_BYTES } from "./turns.ts";
import { BF16, elementBytes } from "./widen.ts";

/** Groups of vectors that a panel meets before its rows are done: what bounds the memory of sums. */
const MOST_GROUPS: i32 = 64;
/** Columns of a panel of all these rows: it stays in the first cache with what a group of vectors has of them. */
const COLUMNS: i32 = 128;
/** A panel that only one group of vectors meets: memory gives fewer and longer rows faster. */
const FEW_ROWS: i32 = 16;
const MORE_COLUMNS: i32 = 512;

const PANEL_BYTES: usize = <usize> (FEW_ROWS * MORE_COLUMNS) * 4;
/** Columns that are multiplied at a time. */
const TURN_COLUMNS: i32 = 4;
/** Of a block, float32, and what is written after them. */
const BLOCK_BYTES: usize = 6 * COLUMN_ROWS * 4 + 16;
/** Each group may be a use of its own, of two turns; a 0 ends them. */
const MOST_TURNS: i32 = 2 * MOST_GROUPS + 1;
/** Columns of x that are filled up, of four vectors and of two more. */
const FILLED_BYTES: usize = <usize> MORE_COLUMNS * COLUMN_BYTES;

/** What a call needs for itself: the panel, columns that are filled up, sums of a block, turns, where products lie, and sums of all groups. */
const OF_FILLED: usize = PANEL_BYTES;
const OF_BLOCK: usize = OF_FILLED + 2 * FILLED_BYTES;
const OF_TURNS: usize = OF_BLOCK + BLOCK_BYTES;
const OF_PRODUCTS: usize = OF_TURNS + <usize> MOST_TURNS * TURN_BYTES;
const OF_SUMS: usize = OF_PRODUCTS + <usize> MOST_GROUPS * sizeof<usize>();
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
          scratch,
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
  scratch: usize,
): i32 {
  let at = -first;
  let turn = scratch + OF_TURNS;
  for (let left = nUses; left > 0 && at < MOST_GROUPS; left--) {
    const isMeant = rounding < 0 || load<i32>(uses, 12) === rounding;
    const nVectors = isMeant ? load<i32>(uses, 4) : 0;
    const nGroups = (nVectors + LANES - 1) / LANES;
    const begin = min(nGroups, max(0, -at));
    const end = min(nGroups, MOST_GROUPS - at);
    for (let group = begin; group < end; group++) {
      const y = groupOf(load<usize>(uses, 8), group, yColumns);
      const to = scratch + OF_PRODUCTS + <usize> (at + group) * sizeof<usize>();
      store<usize>(to, y + <usize> firstRow * COLUMN_BYTES);
    }
    if (begin < end) {
      const sums = scratch + OF_SUMS + <usize> (at + begin) * GROUP_BYTES;
      const nTaken = min(nVectors, end * LANES) - begin * LANES;
      turn = noteTurns(turn, load<usize>(uses), begin, nTaken, nColumns, sums);
    }
    at += end;
    uses += USE_BYTES;
  }
  store<usize>(turn, 0);
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
  for (let column = 0; column < nColumns; column += panelColumns) {
    const columns = min(panelColumns, nColumns - column);
    const filled = (columns + TURN_COLUMNS - 1) / TURN_COLUMNS * TURN_COLUMNS;
    for (let row = 0; row < nRows; row += panelRows) {
      const count = min(panelRows, nRows - row);
      const from = rows + <usize> row * pitchBytes + <usize> column * bytes;
      fillPanel(from, count, columns, pitchBytes, dtype, isRounded, scratch, filled);
      const ofRow = <usize> (row / 16) * SIXTEEN_BYTES;
      for (let turn = scratch + OF_TURNS; load<usize>(turn) !== 0; turn += TURN_BYTES) {
        let x = load<usize>(turn) + <usize> column * COLUMN_BYTES;
        let more = load<usize>(turn, 8);
        if (more !== 0) more += <usize> column * COLUMN_BYTES;
        if (filled !== columns) {
          x = fillColumns(x, columns, filled, scratch + OF_FILLED);
          if (more !== 0) {
            more = fillColumns(more, columns, filled, scratch + OF_FILLED + FILLED_BYTES);
          }
        }
        const sums = load<usize>(turn, 4) + ofRow;
        const moreSums = load<usize>(turn, 12) + ofRow;
        const isFirst = column === 0;
        if (isBf16) multiply<u16>(scratch, count, x, more, filled, block, sums, moreSums, isFirst);
        else multiply<f32>(scratch, count, x, more, filled, block, sums, moreSums, isFirst);
      }
    }
  }
  for (let group: i32 = 0; group < nGroups; group++) {
    const y = load<usize>(scratch + OF_PRODUCTS + <usize> group * sizeof<usize>());
    storeSums(scratch + OF_SUMS + <usize> group * GROUP_BYTES, y, nRows);
  }
}

/**
 * Adds what some columns give to the sums of four vectors, and of two more if there are. Rows past the end are others of the panel:
 * nobody stores their sums.
 */
function multiply<T>(
  panel: usize,
  nRows: i32,
  x: usize,
  more: usize,
  nColumns: i32,
  block: i32,
  sums: usize,
  moreSums: usize,
  isFirst: bool,
): void {
  const sixteenBytes = <usize> nColumns * COLUMN_ROWS * sizeof<T>();
  for (let column = 0; column < nColumns; column += block) {
    const count = min(block, nColumns - column);
    const starts = isFirst && column === 0;
    let at = panel + <usize> column * COLUMN_ROWS * sizeof<T>();
    for (
      let row: usize = 0;
      row < <usize> (nRows + 15) / 16 * SIXTEEN_BYTES;
      row += SIXTEEN_BYTES
    ) {
      if (more !== 0) multiplySix<T>(at, x, more, count, panel + OF_BLOCK);
      else multiplyFour<T>(at, x, 0, count, panel + OF_BLOCK);
      addSums(panel + OF_BLOCK, sums + row, 4, starts);
      if (more !== 0) addSums(panel + OF_BLOCK + 4 * COLUMN_ROWS * 4, moreSums + row, 2, starts);
      at += sixteenBytes;
    }
    x += <usize> count * COLUMN_BYTES;
    if (more !== 0) more += <usize> count * COLUMN_BYTES;
  }
}

/** Adds the sums of a block to those of the blocks before, in float64. */
function addSums(block: usize, sums: usize, nVectors: usize, isFirst: bool): void {
  const end = sums + nVectors * VECTOR_BYTES;
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

/** Products take four columns at a time: the last are filled up with 0, elsewhere, since what comes after them is of others. */
function fillColumns(x: usize, nColumns: i32, filled: i32, to: usize): usize {
  const nBytes = <usize> nColumns * COLUMN_BYTES;
  memory.copy(to, x, nBytes);
  memory.fill(to + nBytes, 0, <usize> (filled - nColumns) * COLUMN_BYTES);
  return to;
}

/** Writes a group's sums as float32. */
function storeSums(sums: usize, y: usize, nRows: i32): void {
  for (let row = 0; row < nRows; row += 4) {
    const at = sums + <usize> (row >> 4) * SIXTEEN_BYTES + <usize> (row & 15) * 8;
    const count = min(4, nRows - row);
    storeFour(at, y, count);
    storeFour(at + 4 * VECTOR_BYTES, y + 16, count);
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
