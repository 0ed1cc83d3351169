/**
 * CPU twin of `kernels/host/product_sums.ts`: its definition.
 *
 * @module
 */

/** One value of a product in float64. */
export interface ProductSums {
  /** Of w x. */
  readonly sum: number;
  /** Of |w x|, the sizes of the terms. */
  readonly size: number;
}

/**
 * Sum of w x and of |w x|, in float64: even columns by themselves, odd ones by themselves, and the last of an odd number after both.
 *
 * @param w f32 `[K]`
 * @param x f32 `[K]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { productSums } from "./product_sums.ts";
 * const w = Float32Array.of(1, -2), x = Float32Array.of(3, 1);
 * assert.deepEqual(productSums(w, x), { sum: 1, size: 5 });
 * ```
 */
export function productSums(w: Float32Array, x: Float32Array): ProductSums {
  // As the lanes of the kernel add them, so that both agree to the bit.
  let [sum0, sum1, size0, size1] = [0, 0, 0, 0];
  const even = w.length - w.length % 2;
  for (let k = 0; k < even; k += 2) {
    const term0 = w[k]! * x[k]!, term1 = w[k + 1]! * x[k + 1]!;
    sum0 += term0;
    sum1 += term1;
    size0 += Math.abs(term0);
    size1 += Math.abs(term1);
  }
  const last = even < w.length ? w[even]! * x[even]! : 0;
  return { sum: sum0 + sum1 + last, size: size0 + size1 + Math.abs(last) };
}
