/**
 * Sums of products in float64, by the kernel of `kernels/host` in WebAssembly: on whatever device a product was computed, this checks it.
 *
 * Shape letters: V vectors and K columns.
 *
 * @module
 */

import base64 from "../../kernels/host/product_sums.wasm.base64" with { type: "text" };
import { type HostKernel, openHostKernel, reserve } from "../math/host_kernel.ts";

/** Exports of the module; places in bytes, sizes in elements. */
interface Kernel extends HostKernel {
  productSums(
    ...args: [w: number, x: number, sums: number, nVectors: number, nColumns: number]
  ): void;
}

/** Sums of w x and of |w x| for the first so many of the vectors: f64 `[nVectors or more, 2]`, until it is called again. */
export type SumsOfRow = (w: Float32Array, nVectors: number) => Float64Array;

/** One for all, made when first it is asked for: it holds no more than the largest vectors did. */
let kernel: Kernel | null = null;

/**
 * Puts some vectors where each row of a weight meets them. Those of an earlier call are over.
 *
 * @param x f32 `[V, K]`
 * @param nColumns K, at least 1.
 * @throws {RangeError} if there is no memory for them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sumsWith } from "./product_sums.ts";
 * const sumsOfRow = sumsWith(Float32Array.of(3, 1, 1, 1), 2);
 * assert.deepEqual([...sumsOfRow(Float32Array.of(1, -2), 2)], [1, 5, -1, 3]);
 * ```
 */
export function sumsWith(x: Float32Array, nColumns: number): SumsOfRow {
  kernel ??= openHostKernel<Kernel>(base64);
  const { memory, productSums } = kernel;
  // The sums first, since they are float64 and lie at a multiple of eight bytes.
  const nSums = 2 * x.length / nColumns;
  const atW = nSums * Float64Array.BYTES_PER_ELEMENT;
  const atX = atW + nColumns * Float32Array.BYTES_PER_ELEMENT;
  reserve(memory, atX + x.byteLength);
  const sums = new Float64Array(memory.buffer, 0, nSums);
  const row = new Float32Array(memory.buffer, atW, nColumns);
  new Float32Array(memory.buffer, atX, x.length).set(x);
  return (w, nVectors) => {
    row.set(w);
    productSums(atW, atX, 0, nVectors, nColumns);
    return sums;
  };
}
