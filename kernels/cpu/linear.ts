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
 * 48 rows by 128 columns of W are widened into a panel of 24 kB, which meets all vectors before the next: it stays in the second
 * cache, and what a group of 8 vectors has of these columns, 4 kB, in the first. Four rows by eight vectors are summed at a time in
 * registers; up to four vectors at the end take six rows by four.
 *
 * CPU twin: src/compute/cpu/linear.ts
 */

import { multiply4x8, multiply6x4, SUM_BYTES } from "./multiply_panel.ts";
import { blockColumns, COLUMN_BYTES, groupOf, LANES } from "./shapes.ts";
import {
  BF16,
  elementBytes,
  F32,
  PANEL_COLUMNS,
  PANEL_ROW_BYTES,
  PANEL_ROWS,
  widenPanel,
} from "./widen.ts";

/** Groups of vectors that a panel meets before its rows are done: what bounds the memory of sums. */
const MOST_GROUPS: i32 = 64;

const PANEL_BYTES: usize = <usize> PANEL_ROWS * PANEL_ROW_BYTES;
const FILLED_BYTES: usize = <usize> PANEL_COLUMNS * COLUMN_BYTES;

/** Bytes that one call needs for itself: the panel, columns of x that are filled up, then sums `[group, 48, 8]`. */
export const SCRATCH_BYTES: usize = PANEL_BYTES + FILLED_BYTES +
  <usize> (MOST_GROUPS * PANEL_ROWS) * SUM_BYTES;

/**
 * @param tile `[nRows, K]`, as stored in `dtype`
 * @param x `[V, K]`, y `[V, R]` of the whole weight, of which `firstRow` to `firstRow + nRows` are written
 */
export function linear(
  tile: usize,
  nRows: i32,
  nColumns: i32,
  dtype: i32,
  isRounded: bool,
  x: usize,
  nVectors: i32,
  y: usize,
  yColumns: i32,
  firstRow: i32,
  scratch: usize,
): void {
  const bytes: usize = elementBytes(dtype);
  const pitchBytes = <usize> nColumns * bytes;
  const block = blockColumns(nColumns);
  const nGroups = (nVectors + LANES - 1) / LANES;
  // For one group of vectors it is not worth while to widen what a load can widen.
  const isDirect = nColumns % 8 === 0 &&
    (dtype === BF16 ? nGroups === 1 : dtype === F32 && !isRounded);
  for (let group = 0; group < nGroups; group += MOST_GROUPS) {
    const endGroup = min(nGroups, group + MOST_GROUPS);
    const isNarrow = endGroup === nGroups && (nVectors - 1) % LANES < 4;
    for (let row = 0; row < nRows; row += PANEL_ROWS) {
      const rows = min(PANEL_ROWS, nRows - row);
      for (let column = 0; column < nColumns; column += PANEL_COLUMNS) {
        const columns = min(PANEL_COLUMNS, nColumns - column);
        const filled = (columns + 7) & ~7;
        const from = tile + (<usize> row * nColumns + column) * bytes;
        const isPanel = !isDirect || rows < PANEL_ROWS;
        if (isPanel) {
          widenPanel(from, rows, columns, pitchBytes, dtype, isRounded, scratch);
          if (filled !== columns) fillRows(scratch, rows, columns, filled);
        }
        for (let g = group; g < endGroup; g++) {
          let ofX = groupOf(x, g, nColumns) + <usize> column * COLUMN_BYTES;
          if (filled !== columns) ofX = fillColumns(ofX, columns, filled, scratch + PANEL_BYTES);
          const sums = sumsOf(scratch, g - group);
          const ofFour = isNarrow && g === endGroup - 1;
          const isFirst = column === 0;
          if (isPanel) {
            multiply<f32>(
              scratch,
              PANEL_ROW_BYTES,
              rows,
              ofX,
              filled,
              block,
              sums,
              ofFour,
              isFirst,
            );
          } else if (dtype === BF16) {
            multiply<u16>(from, pitchBytes, rows, ofX, columns, block, sums, ofFour, isFirst);
          } else {
            multiply<f32>(from, pitchBytes, rows, ofX, columns, block, sums, ofFour, isFirst);
          }
        }
      }
      for (let g = group; g < endGroup; g++) {
        const to = groupOf(y, g, yColumns) + <usize> (firstRow + row) * COLUMN_BYTES;
        storeSums(sumsOf(scratch, g - group), to, rows, isNarrow && g === endGroup - 1);
      }
    }
  }
}

function sumsOf(scratch: usize, group: i32): usize {
  return scratch + PANEL_BYTES + FILLED_BYTES + <usize> (group * PANEL_ROWS) * SUM_BYTES;
}

/** Adds what some columns give to the sums of a group of vectors. Rows past the end are of an earlier panel: nobody stores their sums. */
function multiply<T>(
  w: usize,
  pitchBytes: usize,
  nRows: i32,
  x: usize,
  nColumns: i32,
  block: i32,
  sums: usize,
  ofFour: bool,
  isFirst: bool,
): void {
  for (let column = 0; column < nColumns; column += block) {
    const count = min(block, nColumns - column);
    const ofW = w + <usize> column * sizeof<T>();
    const ofX = x + <usize> column * COLUMN_BYTES;
    const starts = isFirst && column === 0;
    for (let row = 0; row < nRows; row += ofFour ? 6 : 4) {
      const at = ofW + <usize> row * pitchBytes;
      const to = sums + <usize> row * SUM_BYTES;
      if (ofFour) multiply6x4<T>(at, pitchBytes, ofX, count, to, starts);
      else multiply4x8<T>(at, pitchBytes, ofX, count, to, starts);
    }
  }
}

/** Products take 8 columns at a time: the rows of a panel of other columns end in 0. */
function fillRows(panel: usize, nRows: i32, nColumns: i32, filled: i32): void {
  for (let row = 0; row < nRows; row++) {
    memory.fill(panel + <usize> nColumns * 4, 0, <usize> (filled - nColumns) * 4);
    panel += PANEL_ROW_BYTES;
  }
}

/** So do the columns of a group of vectors, elsewhere: what comes after them is of others. */
function fillColumns(x: usize, nColumns: i32, filled: i32, to: usize): usize {
  const nBytes = <usize> nColumns * COLUMN_BYTES;
  memory.copy(to, x, nBytes);
  memory.fill(to + nBytes, 0, <usize> (filled - nColumns) * COLUMN_BYTES);
  return to;
}

function storeSums(sums: usize, y: usize, nRows: i32, isNarrow: bool): void {
  for (let row = 0; row < nRows; row++) {
    v128.store(y, demoted(sums));
    v128.store(y, isNarrow ? f32x4.splat(0) : demoted(sums + 32), 16);
    sums += SUM_BYTES;
    y += COLUMN_BYTES;
  }
}

function demoted(sums: usize): v128 {
  const low = f32x4.demote_f64x2_zero(v128.load(sums));
  const high = f32x4.demote_f64x2_zero(v128.load(sums, 16));
  return v128.shuffle<i64>(low, high, 0, 2);
}
