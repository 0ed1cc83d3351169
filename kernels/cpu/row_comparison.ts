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
 * @param a `[nRows or more, K]`
 * @param b `[nRows or more, K]`
 * @param numbers `[nRows, 4]`
 */
export function compareRows(a: usize, b: usize, numbers: usize, nRows: i32, nColumns: i32): void {
  for (let row = 0; row < nRows; row++) {
    const lane = <usize> (row % LANES) * 4;
    compareRow(
      groupOf(a, row / LANES, nColumns) + lane,
      groupOf(b, row / LANES, nColumns) + lane,
      groupOf(numbers, row / LANES, COMPARISON_COLUMNS) + lane,
      nColumns,
    );
  }
}

function compareRow(a: usize, b: usize, to: usize, nColumns: i32): void {
  const nBytes = <usize> nColumns * COLUMN_BYTES;
  let ofA: f64 = 0;
  let ofB: f64 = 0;
  let ofDifference: f64 = 0;
  for (let at: usize = 0; at < nBytes; at += COLUMN_BYTES) {
    const x = <f64> load<f32>(a + at);
    const y = <f64> load<f32>(b + at);
    ofA += x * x;
    ofB += y * y;
    ofDifference += (y - x) * (y - x);
  }
  let turn: f64 = 0;
  if (ofA > 0 && ofB > 0) {
    const lengthA = sqrt(ofA);
    const lengthB = sqrt(ofB);
    for (let at: usize = 0; at < nBytes; at += COLUMN_BYTES) {
      const apart = <f64> load<f32>(a + at) / lengthA - <f64> load<f32>(b + at) / lengthB;
      turn += apart * apart;
    }
  }
  store<f32>(to, <f32> ofA);
  store<f32>(to, <f32> ofB, 32);
  store<f32>(to, <f32> ofDifference, 64);
  store<f32>(to, <f32> (turn / 2), 96);
}
