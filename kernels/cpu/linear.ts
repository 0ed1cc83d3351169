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
 * cache, and what a group of 8 vectors has of these columns, 4 kB, in the first. Six rows by eight vectors are summed at a time in
 * registers, so that of 16 of them 12 are sums; up to four vectors at the end take twelve rows by four.
 *
 * CPU twin: src/compute/cpu/linear.ts
 */

import { multiplyAdd } from "./multiply_add.ts";
import { blockColumns, COLUMN_BYTES, groupOf, LANES } from "./shapes.ts";
import { elementBytes, PANEL_ROW_BYTES, PANEL_ROWS, widenPanel } from "./widen.ts";

/** Bytes of the sums of one row and a group of vectors, float64. */
const SUM_BYTES: usize = 64;
/** Groups of vectors that a panel meets before its rows are done: what bounds the memory of sums. */
const MOST_GROUPS: i32 = 64;

/** Bytes that one call needs for itself: the panel, then sums `[group, 48, 8]`. */
export const SCRATCH_BYTES: usize = <usize> PANEL_ROWS * PANEL_ROW_BYTES +
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
  const block = blockColumns(nColumns);
  const nGroups = (nVectors + LANES - 1) / LANES;
  for (let group = 0; group < nGroups; group += MOST_GROUPS) {
    const endGroup = min(nGroups, group + MOST_GROUPS);
    const isNarrow = endGroup === nGroups && (nVectors - 1) % LANES < 4;
    for (let row = 0; row < nRows; row += PANEL_ROWS) {
      const rows = min(PANEL_ROWS, nRows - row);
      for (let column = 0; column < nColumns; column += block) {
        const columns = min(block, nColumns - column);
        const from = tile + (<usize> row * nColumns + column) * bytes;
        widenPanel(from, rows, columns, <usize> nColumns * bytes, dtype, isRounded, scratch);
        for (let g = group; g < endGroup; g++) {
          multiplyPanel(
            scratch,
            rows,
            groupOf(x, g, nColumns) + <usize> column * COLUMN_BYTES,
            columns,
            sumsOf(scratch, g - group),
            isNarrow && g === endGroup - 1,
            column === 0,
          );
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
  return scratch + <usize> PANEL_ROWS * PANEL_ROW_BYTES + <usize> (group * PANEL_ROWS) * SUM_BYTES;
}

/** Rows past the end are of an earlier panel: what comes of them is not stored. */
function multiplyPanel(
  panel: usize,
  nRows: i32,
  x: usize,
  nColumns: i32,
  sums: usize,
  isNarrow: bool,
  isFirst: bool,
): void {
  const step: i32 = isNarrow ? 12 : 6;
  for (let row = 0; row < nRows; row += step) {
    const w = panel + <usize> row * PANEL_ROW_BYTES;
    const to = sums + <usize> row * SUM_BYTES;
    if (isNarrow) multiply12x4(w, x, nColumns, to, isFirst);
    else multiply6x8(w, x, nColumns, to, isFirst);
  }
}

/** Sums of 6 rows of the panel and 8 vectors, over `count` columns. */
function multiply6x8(w: usize, x: usize, count: i32, sums: usize, isFirst: bool): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  let s40 = f32x4.splat(0);
  let s41 = f32x4.splat(0);
  let s50 = f32x4.splat(0);
  let s51 = f32x4.splat(0);
  const end = x + <usize> count * COLUMN_BYTES;
  while (x < end) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    let w0 = v128.load_splat<f32>(w);
    s00 = multiplyAdd(w0, x0, s00);
    s01 = multiplyAdd(w0, x1, s01);
    w0 = v128.load_splat<f32>(w, 1 * PANEL_ROW_BYTES);
    s10 = multiplyAdd(w0, x0, s10);
    s11 = multiplyAdd(w0, x1, s11);
    w0 = v128.load_splat<f32>(w, 2 * PANEL_ROW_BYTES);
    s20 = multiplyAdd(w0, x0, s20);
    s21 = multiplyAdd(w0, x1, s21);
    w0 = v128.load_splat<f32>(w, 3 * PANEL_ROW_BYTES);
    s30 = multiplyAdd(w0, x0, s30);
    s31 = multiplyAdd(w0, x1, s31);
    w0 = v128.load_splat<f32>(w, 4 * PANEL_ROW_BYTES);
    s40 = multiplyAdd(w0, x0, s40);
    s41 = multiplyAdd(w0, x1, s41);
    w0 = v128.load_splat<f32>(w, 5 * PANEL_ROW_BYTES);
    s50 = multiplyAdd(w0, x0, s50);
    s51 = multiplyAdd(w0, x1, s51);
    w += 4;
    x += COLUMN_BYTES;
  }
  addSum(sums + 0 * SUM_BYTES, s00, isFirst);
  addSum(sums + 0 * SUM_BYTES + 32, s01, isFirst);
  addSum(sums + 1 * SUM_BYTES, s10, isFirst);
  addSum(sums + 1 * SUM_BYTES + 32, s11, isFirst);
  addSum(sums + 2 * SUM_BYTES, s20, isFirst);
  addSum(sums + 2 * SUM_BYTES + 32, s21, isFirst);
  addSum(sums + 3 * SUM_BYTES, s30, isFirst);
  addSum(sums + 3 * SUM_BYTES + 32, s31, isFirst);
  addSum(sums + 4 * SUM_BYTES, s40, isFirst);
  addSum(sums + 4 * SUM_BYTES + 32, s41, isFirst);
  addSum(sums + 5 * SUM_BYTES, s50, isFirst);
  addSum(sums + 5 * SUM_BYTES + 32, s51, isFirst);
}

/** Sums of 12 rows of the panel and 4 vectors, over `count` columns. */
function multiply12x4(w: usize, x: usize, count: i32, sums: usize, isFirst: bool): void {
  let s00 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s40 = f32x4.splat(0);
  let s50 = f32x4.splat(0);
  let s60 = f32x4.splat(0);
  let s70 = f32x4.splat(0);
  let s80 = f32x4.splat(0);
  let s90 = f32x4.splat(0);
  let s100 = f32x4.splat(0);
  let s110 = f32x4.splat(0);
  const end = x + <usize> count * COLUMN_BYTES;
  while (x < end) {
    const x0 = v128.load(x);
    let w0 = v128.load_splat<f32>(w);
    s00 = multiplyAdd(w0, x0, s00);
    w0 = v128.load_splat<f32>(w, 1 * PANEL_ROW_BYTES);
    s10 = multiplyAdd(w0, x0, s10);
    w0 = v128.load_splat<f32>(w, 2 * PANEL_ROW_BYTES);
    s20 = multiplyAdd(w0, x0, s20);
    w0 = v128.load_splat<f32>(w, 3 * PANEL_ROW_BYTES);
    s30 = multiplyAdd(w0, x0, s30);
    w0 = v128.load_splat<f32>(w, 4 * PANEL_ROW_BYTES);
    s40 = multiplyAdd(w0, x0, s40);
    w0 = v128.load_splat<f32>(w, 5 * PANEL_ROW_BYTES);
    s50 = multiplyAdd(w0, x0, s50);
    w0 = v128.load_splat<f32>(w, 6 * PANEL_ROW_BYTES);
    s60 = multiplyAdd(w0, x0, s60);
    w0 = v128.load_splat<f32>(w, 7 * PANEL_ROW_BYTES);
    s70 = multiplyAdd(w0, x0, s70);
    w0 = v128.load_splat<f32>(w, 8 * PANEL_ROW_BYTES);
    s80 = multiplyAdd(w0, x0, s80);
    w0 = v128.load_splat<f32>(w, 9 * PANEL_ROW_BYTES);
    s90 = multiplyAdd(w0, x0, s90);
    w0 = v128.load_splat<f32>(w, 10 * PANEL_ROW_BYTES);
    s100 = multiplyAdd(w0, x0, s100);
    w0 = v128.load_splat<f32>(w, 11 * PANEL_ROW_BYTES);
    s110 = multiplyAdd(w0, x0, s110);
    w += 4;
    x += COLUMN_BYTES;
  }
  addSum(sums + 0 * SUM_BYTES, s00, isFirst);
  addSum(sums + 1 * SUM_BYTES, s10, isFirst);
  addSum(sums + 2 * SUM_BYTES, s20, isFirst);
  addSum(sums + 3 * SUM_BYTES, s30, isFirst);
  addSum(sums + 4 * SUM_BYTES, s40, isFirst);
  addSum(sums + 5 * SUM_BYTES, s50, isFirst);
  addSum(sums + 6 * SUM_BYTES, s60, isFirst);
  addSum(sums + 7 * SUM_BYTES, s70, isFirst);
  addSum(sums + 8 * SUM_BYTES, s80, isFirst);
  addSum(sums + 9 * SUM_BYTES, s90, isFirst);
  addSum(sums + 10 * SUM_BYTES, s100, isFirst);
  addSum(sums + 11 * SUM_BYTES, s110, isFirst);
}

/** Adds four sums of a block to those of the blocks before, in float64. */
function addSum(to: usize, sum: v128, isFirst: bool): void {
  const low = f64x2.promote_low_f32x4(sum);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(sum, sum, 1, 1));
  if (isFirst) {
    v128.store(to, low);
    v128.store(to, high, 16);
  } else {
    v128.store(to, f64x2.add(v128.load(to), low));
    v128.store(to, f64x2.add(v128.load(to, 16), high), 16);
  }
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
