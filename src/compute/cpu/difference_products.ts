/**
 * CPU twin of `kernels/cpu/difference_products.ts`: its definition, in float64.
 *
 * Shape letters: R rows, K columns.
 *
 * @module
 */

import { roundArrayToBf16 } from "../../math/dtypes.ts";
import type { SumOptions } from "./tensor_sums.ts";

/**
 * D^T (D x) for D = b - a.
 *
 * @param a f32 `[R, K]`
 * @param b f32 `[R, K]`
 * @param x f64 `[K]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { differenceProduct } from "./difference_products.ts";
 * const [a, b] = [Float32Array.of(1, 1, 1, 1), Float32Array.of(2, 1, 1, 3)]; // D = [[1, 0], [0, 2]]
 * const product = differenceProduct(a, b, { x: Float64Array.of(1, 1), isRounded: true });
 * assert.deepEqual([...product], [1, 4]);
 * ```
 */
export function differenceProduct(
  a: Float32Array,
  b: Float32Array,
  { x, isRounded }: { x: Float64Array } & Pick<SumOptions, "isRounded">,
): Float64Array {
  const [from, to] = isRounded ? [roundArrayToBf16(a), roundArrayToBf16(b)] : [a, b];
  const K = x.length;
  const product = new Float64Array(K);
  for (let row = 0; row < a.length; row += K) {
    let y = 0;
    for (let k = 0; k < K; k++) y += (to[row + k]! - from[row + k]!) * x[k]!;
    for (let k = 0; k < K; k++) product[k]! += (to[row + k]! - from[row + k]!) * y;
  }
  return product;
}
