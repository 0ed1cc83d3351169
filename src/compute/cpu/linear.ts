/**
 * CPU twin of `kernels/linear.wgsl`: its definition.
 *
 * @module
 */

/** Sizes of one product. */
export interface LinearShape {
  readonly nVectors: number; // V
  readonly nRows: number; // R
  readonly nColumns: number; // K
}

/**
 * y[v, r] = sum over k of x[v, k] W[r, k], accumulated in float64 and stored as float32.
 *
 * @param x f32 `[V, K]`
 * @param weight f32 `[R, K]`
 * @returns f32 `[V, R]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { linear } from "./linear.ts";
 * const shape = { nVectors: 1, nRows: 2, nColumns: 2 };
 * const y = linear(new Float32Array([1, 2]), new Float32Array([1, 0, 3, 4]), shape);
 * assert(y[0] === 1 && y[1] === 11);
 * ```
 */
export function linear(
  x: Float32Array,
  weight: Float32Array,
  { nVectors, nRows, nColumns }: LinearShape,
): Float32Array<ArrayBuffer> {
  const y = new Float32Array(nVectors * nRows);
  for (let v = 0; v < nVectors; v++) {
    const ofX = v * nColumns;
    let r = 0;
    // Each sum waits for its last addend: four at a time, each in its own order, keep the processor busy.
    for (; r + 4 <= nRows; r += 4) {
      const of0 = r * nColumns, of1 = of0 + nColumns, of2 = of1 + nColumns, of3 = of2 + nColumns;
      let sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
      for (let k = 0; k < nColumns; k++) {
        const value = x[ofX + k]!;
        sum0 += value * weight[of0 + k]!;
        sum1 += value * weight[of1 + k]!;
        sum2 += value * weight[of2 + k]!;
        sum3 += value * weight[of3 + k]!;
      }
      y[v * nRows + r] = sum0;
      y[v * nRows + r + 1] = sum1;
      y[v * nRows + r + 2] = sum2;
      y[v * nRows + r + 3] = sum3;
    }
    for (; r < nRows; r++) {
      let sum = 0;
      for (let k = 0; k < nColumns; k++) sum += x[ofX + k]! * weight[r * nColumns + k]!;
      y[v * nRows + r] = sum;
    }
  }
  return y;
}
