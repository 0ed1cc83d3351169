/**
 * CPU twin of `kernels/opposite_rows.wgsl`: its definition, in plain loops.
 *
 * @module
 */

/**
 * Each row of a, followed by its negative.
 *
 * @param a f32 `[V, K]`
 * @returns f32 `[2 V, K]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { oppositeRows } from "./opposite_rows.ts";
 * assert.deepEqual([...oppositeRows(new Float32Array([1, 2, 3, 4]), 2)], [1, 2, -1, -2, 3, 4, -3, -4]);
 * ```
 */
export function oppositeRows(a: Float32Array, nColumns: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(2 * a.length);
  for (let start = 0; start < a.length; start += nColumns) {
    const row = a.subarray(start, start + nColumns);
    out.set(row, 2 * start);
    out.set(row.map((entry) => -entry), 2 * start + nColumns);
  }
  return out;
}
