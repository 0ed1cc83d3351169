// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Adds what one tile of whole rows of W contributes to g W.
 *
 * Shape letters: P combinations, R rows of W, K columns.
 *
 *     sums[p, k] += sum over rows r of the tile of g[p, r] W[r, k], in float64 and in order
 *
 * A thread takes some columns of every tile; tiles come one after another.
 *
 * CPU twin: src/compute/cpu/combine_rows.ts
 */

import { COLUMN_BYTES, groupOf, LANES } from "./shapes.ts";
import { elementBytes, widenPanel } from "./widen.ts";

/** Rows and columns that are widened at a time. */
const PANEL_ROWS: i32 = 48;
const PANEL_COLUMNS: i32 = 128;
const PANEL_ROW_BYTES: usize = <usize> PANEL_COLUMNS * 4;

/**
 * @param tile `[nRows, K]`, as stored in `dtype`
 * @param g `[P, R]`
 * @param sums f64 `[P to a multiple of 2, K to a multiple of 8]`
 * @param column a multiple of 8, as `endColumn` is where it is not K
 */
export function combineRows(
  tile: usize,
  nRows: i32,
  nColumns: i32,
  dtype: i32,
  isRounded: bool,
  g: usize,
  nCombinations: i32,
  gColumns: i32,
  firstRow: i32,
  sums: usize,
  column: i32,
  endColumn: i32,
  scratch: usize,
): void {
  const bytes = elementBytes(dtype);
  const pitchBytes = <usize> ((nColumns + 7) & ~7) * 8;
  for (; column < endColumn; column += PANEL_COLUMNS) {
    const columns = min(PANEL_COLUMNS, endColumn - column);
    for (let row = 0; row < nRows; row += PANEL_ROWS) {
      const rows = min(PANEL_ROWS, nRows - row);
      const from = tile + (<usize> row * nColumns + column) * bytes;
      widenPanel(
        from,
        rows,
        columns,
        <usize> nColumns * bytes,
        dtype,
        isRounded,
        scratch,
        PANEL_COLUMNS,
      );
      for (let p = 0; p < nCombinations; p += 2) {
        const factors = groupOf(g, p / LANES, gColumns) +
          <usize> (firstRow + row) * COLUMN_BYTES + <usize> (p % LANES) * 4;
        const to = sums + <usize> p * pitchBytes + <usize> column * 8;
        for (let k = 0; k < columns; k += 8) {
          addRows(scratch + <usize> k * 4, rows, factors, to + <usize> k * 8, pitchBytes);
        }
      }
    }
  }
}

/** Eight columns of a panel for two combinations. */
function addRows(w: usize, nRows: i32, g: usize, to: usize, pitchBytes: usize): void {
  const other = to + pitchBytes;
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  let a2 = v128.load(to, 32);
  let a3 = v128.load(to, 48);
  let b0 = v128.load(other);
  let b1 = v128.load(other, 16);
  let b2 = v128.load(other, 32);
  let b3 = v128.load(other, 48);
  for (let row = 0; row < nRows; row++) {
    const low = v128.load(w);
    const high = v128.load(w, 16);
    const w0 = f64x2.promote_low_f32x4(low);
    const w1 = f64x2.promote_low_f32x4(v128.shuffle<i64>(low, low, 1, 1));
    const w2 = f64x2.promote_low_f32x4(high);
    const w3 = f64x2.promote_low_f32x4(v128.shuffle<i64>(high, high, 1, 1));
    const ofA = f64x2.splat(<f64> load<f32>(g));
    a0 = f64x2.add(a0, f64x2.mul(w0, ofA));
    a1 = f64x2.add(a1, f64x2.mul(w1, ofA));
    a2 = f64x2.add(a2, f64x2.mul(w2, ofA));
    a3 = f64x2.add(a3, f64x2.mul(w3, ofA));
    const ofB = f64x2.splat(<f64> load<f32>(g, 4));
    b0 = f64x2.add(b0, f64x2.mul(w0, ofB));
    b1 = f64x2.add(b1, f64x2.mul(w1, ofB));
    b2 = f64x2.add(b2, f64x2.mul(w2, ofB));
    b3 = f64x2.add(b3, f64x2.mul(w3, ofB));
    w += PANEL_ROW_BYTES;
    g += COLUMN_BYTES;
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, a2, 32);
  v128.store(to, a3, 48);
  v128.store(other, b0);
  v128.store(other, b1, 16);
  v128.store(other, b2, 32);
  v128.store(other, b3, 48);
}
