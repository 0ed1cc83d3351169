// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * |a|^2, |b|^2, |b - a|^2 and 1 - cos of each row of a and of b, in float64; 1 - cos is | a/|a| - b/|b| |^2 / 2, 0 where either has no
 * length.
 *
 * CPU twin: src/compute/cpu/row_comparison.ts
 */

import { COLUMN_BYTES, groupOf, LANES } from "./shapes.ts";

/** Numbers that a comparison gives for each row. */
const COMPARISON_COLUMNS: i32 = 4;

/**
 * Four rows at a time, each in a lane of its own: what fills them up is compared too, and nobody reads of it.
 *
 * @param a `[nRows or more, K]`
 * @param b `[nRows or more, K]`
 * @param numbers `[nRows, 4]`
 */
export function compareRows(a: usize, b: usize, numbers: usize, nRows: i32, nColumns: i32): void {
  for (let row = 0; row < nRows; row += 4) {
    const lane = <usize> (row % LANES) * 4;
    compareFour(
      groupOf(a, row / LANES, nColumns) + lane,
      groupOf(b, row / LANES, nColumns) + lane,
      groupOf(numbers, row / LANES, COMPARISON_COLUMNS) + lane,
      nColumns,
    );
  }
}

function compareFour(a: usize, b: usize, to: usize, nColumns: i32): void {
  const nBytes = <usize> nColumns * COLUMN_BYTES;
  const zero = f64x2.splat(0);
  let lowA = zero;
  let highA = zero;
  let lowB = zero;
  let highB = zero;
  let lowD = zero;
  let highD = zero;
  for (let at: usize = 0; at < nBytes; at += COLUMN_BYTES) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    const x0 = lowRows(x);
    const y0 = lowRows(y);
    const d0 = f64x2.sub(y0, x0);
    lowA = f64x2.add(lowA, f64x2.mul(x0, x0));
    lowB = f64x2.add(lowB, f64x2.mul(y0, y0));
    lowD = f64x2.add(lowD, f64x2.mul(d0, d0));
    const x1 = highRows(x);
    const y1 = highRows(y);
    const d1 = f64x2.sub(y1, x1);
    highA = f64x2.add(highA, f64x2.mul(x1, x1));
    highB = f64x2.add(highB, f64x2.mul(y1, y1));
    highD = f64x2.add(highD, f64x2.mul(d1, d1));
  }
  const lengthA0 = f64x2.sqrt(lowA);
  const lengthA1 = f64x2.sqrt(highA);
  const lengthB0 = f64x2.sqrt(lowB);
  const lengthB1 = f64x2.sqrt(highB);
  let turn0 = zero;
  let turn1 = zero;
  for (let at: usize = 0; at < nBytes; at += COLUMN_BYTES) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    const apart0 = f64x2.sub(f64x2.div(lowRows(x), lengthA0), f64x2.div(lowRows(y), lengthB0));
    turn0 = f64x2.add(turn0, f64x2.mul(apart0, apart0));
    const apart1 = f64x2.sub(f64x2.div(highRows(x), lengthA1), f64x2.div(highRows(y), lengthB1));
    turn1 = f64x2.add(turn1, f64x2.mul(apart1, apart1));
  }
  putFour(to, lowA, highA);
  putFour(to + COLUMN_BYTES, lowB, highB);
  putFour(to + 2 * COLUMN_BYTES, lowD, highD);
  putFour(to + 3 * COLUMN_BYTES, halfTurn(turn0, lowA, lowB), halfTurn(turn1, highA, highB));
}

/** 0 where either has no length, by which nothing can be divided. */
function halfTurn(turn: v128, ofA: v128, ofB: v128): v128 {
  const zero = f64x2.splat(0);
  const hasLengths = v128.and(f64x2.gt(ofA, zero), f64x2.gt(ofB, zero));
  return v128.and(f64x2.mul(turn, f64x2.splat(0.5)), hasLengths);
}

function lowRows(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

function highRows(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1));
}

function putFour(to: usize, low: v128, high: v128): void {
  const ofLow = f32x4.demote_f64x2_zero(low);
  const ofHigh = f32x4.demote_f64x2_zero(high);
  v128.store(to, v128.shuffle<i64>(ofLow, ofHigh, 0, 2));
}
