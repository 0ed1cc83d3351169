/**
 * CPU twin of `kernels/row_comparison.wgsl`: its definition, in plain loops.
 *
 * @module
 */

/** Numbers that a comparison gives for each row. */
export const COMPARISON_COLUMNS = 4;

/**
 * Of each row of a and of b: |a|^2, |b|^2, |b - a|^2 and 1 - cos as | a/|a| - b/|b| |^2 / 2, 0 where either has no length;
 * accumulated in float64 and stored as float32.
 *
 * @param a f32 `[nRows or more, nColumns]`
 * @param b f32 `[nRows or more, nColumns]`
 * @returns f32 `[nRows, 4]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rowComparison } from "./row_comparison.ts";
 * const shape = { nRows: 1, nColumns: 2 };
 * const numbers = rowComparison(new Float32Array([3, 0]), new Float32Array([0, 4]), shape);
 * assert.deepEqual([...numbers], [9, 16, 25, 1]);
 * ```
 */
export function rowComparison(
  a: Float32Array,
  b: Float32Array,
  { nRows, nColumns }: { nRows: number; nColumns: number },
): Float32Array<ArrayBuffer> {
  const numbers = new Float32Array(nRows * COMPARISON_COLUMNS);
  for (let r = 0; r < nRows; r++) {
    let [ofA, ofB, ofDifference] = [0, 0, 0];
    for (let k = r * nColumns; k < (r + 1) * nColumns; k++) {
      ofA += a[k]! ** 2;
      ofB += b[k]! ** 2;
      ofDifference += (b[k]! - a[k]!) ** 2;
    }
    let turn = 0;
    if (ofA > 0 && ofB > 0) {
      const [lengthA, lengthB] = [Math.sqrt(ofA), Math.sqrt(ofB)];
      for (let k = r * nColumns; k < (r + 1) * nColumns; k++) {
        turn += (a[k]! / lengthA - b[k]! / lengthB) ** 2;
      }
    }
    numbers.set([ofA, ofB, ofDifference, turn / 2], r * COMPARISON_COLUMNS);
  }
  return numbers;
}
