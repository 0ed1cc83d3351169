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
 * 48 rows by 128 columns of W are widened into a panel of 24 kB, which meets all vectors before the next. One group of 8 vectors alone
 * takes 12 rows by 1024 columns, of bfloat16 as they are stored.
 * Four rows by eight vectors are summed at a time in registers; up to four vectors at the end take six rows by four.
 *
 * CPU twin: src/compute/cpu/linear.ts
 */

import { multiply4x8, multiply6x4, SUM_BYTES } from "./multiply_panel.ts";
import { blockColumns, COLUMN_BYTES, groupOf, LANES } from "./shapes.ts";
import { BF16, elementBytes, F32, widenPanel } from "./widen.ts";

/** Groups of vectors that a panel meets before its rows are done: what bounds the memory of sums. */
const MOST_GROUPS: i32 = 64;
/** Rows whose sums are done before the next: a multiple of 4 and of 6, as products take them. */
const ROWS: i32 = 48;
/** Columns of a panel of all these rows: it stays in the first cache with what a group of vectors has of them. */
const COLUMNS: i32 = 128;
/** A panel that only one group of vectors meets: memory gives fewer and longer rows faster. */
const FEW_ROWS: i32 = 12;
const MORE_COLUMNS: i32 = 1024;

const PANEL_BYTES: usize = <usize> (FEW_ROWS * MORE_COLUMNS) * 4;
const FILLED_BYTES: usize = <usize> MORE_COLUMNS * COLUMN_BYTES;

/** Bytes that one call needs for itself: the panel, columns of x that are filled up, then sums `[group, 48, 8]`. */
export const SCRATCH_BYTES: usize = PANEL_BYTES + FILLED_BYTES +
  <usize> (MOST_GROUPS * ROWS) * SUM_BYTES;

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
  const panelRows: i32 = nGroups === 1 ? FEW_ROWS : ROWS;
  const panelColumns: i32 = nGroups === 1 ? MORE_COLUMNS : COLUMNS;
  // For one group of vectors it is not worth while to widen what a load can widen.
  const isDirect = nColumns % 8 === 0 &&
    (dtype === BF16 ? nGroups === 1 : dtype === F32 && !isRounded);
  for (let group = 0; group < nGroups; group += MOST_GROUPS) {
    const endGroup = min(nGroups, group + MOST_GROUPS);
    const isNarrow = endGroup === nGroups && (nVectors - 1) % LANES < 4;
    for (let row = 0; row < nRows; row += ROWS) {
      const endRow = min(nRows, row + ROWS);
      for (let column = 0; column < nColumns; column += panelColumns) {
        const columns = min(panelColumns, nColumns - column);
        const filled = (columns + 7) & ~7;
        for (let r = row; r < endRow; r += panelRows) {
          const rows = min(panelRows, endRow - r);
          const from = tile + <usize> r * pitchBytes + <usize> column * bytes;
          const isPanel = !isDirect || rows < panelRows;
          if (isPanel) {
            widenPanel(from, rows, columns, pitchBytes, dtype, isRounded, scratch, filled);
          }
          for (let g = group; g < endGroup; g++) {
            let ofX = groupOf(x, g, nColumns) + <usize> column * COLUMN_BYTES;
            if (filled !== columns) {
              ofX = fillColumns(ofX, columns, filled, scratch + PANEL_BYTES);
            }
            const sums = sumsOf(scratch, g - group, r - row);
            const ofFour = isNarrow && g === endGroup - 1;
            const isFirst = column === 0;
            const pitch = isPanel ? <usize> filled * 4 : pitchBytes;
            if (!isPanel && dtype === BF16) {
              multiply<u16>(from, pitch, rows, ofX, columns, block, sums, ofFour, isFirst);
            } else {
              const w = isPanel ? scratch : from;
              multiply<f32>(w, pitch, rows, ofX, filled, block, sums, ofFour, isFirst);
            }
          }
        }
      }
      for (let g = group; g < endGroup; g++) {
        const to = groupOf(y, g, yColumns) + <usize> (firstRow + row) * COLUMN_BYTES;
        const ofFour = isNarrow && g === endGroup - 1;
        storeSums(sumsOf(scratch, g - group, 0), to, endRow - row, ofFour);
      }
    }
  }
}

function sumsOf(scratch: usize, group: i32, row: i32): usize {
  return scratch + PANEL_BYTES + FILLED_BYTES + <usize> (group * ROWS + row) * SUM_BYTES;
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

/** Products take 8 columns at a time: others are filled up with 0, elsewhere, since what comes after them is of others. */
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
