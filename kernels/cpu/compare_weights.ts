// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Some rows of two stored weights against each other: the sums over both that tell how far they are apart, and the products with their
 * difference that its singular values are made of; either where it is asked for.
 *
 * Shape letters: R rows, K columns, K4 the same filled up to a multiple of four.
 */

import { addDifferenceProducts, differenceScratchBytes } from "./difference_products.ts";
import { addTensorSums, SUMS_SCRATCH_BYTES } from "./tensor_sums.ts";

/** Bytes that a thread needs for itself, for so many columns. */
export function compareScratchBytes(nColumns: i32): usize {
  return max(differenceScratchBytes(nColumns), SUMS_SCRATCH_BYTES);
}

/**
 * @param a `[R, K]` as stored, in the element type `dtypeA`; `b` in `dtypeB`
 * @param isRounded 1 where both are rounded to bfloat16 first.
 * @param sums f64 `[8]`, added to; 0 where nobody asks.
 * @param x f32 `[K4, 8]`; 0 where nobody asks for products.
 * @param images f64 `[K4, 8]`, added to
 */
export function compareWeights(
  a: usize,
  b: usize,
  nRows: i32,
  nColumns: i32,
  dtypeA: i32,
  dtypeB: i32,
  isRounded: i32,
  sums: usize,
  x: usize,
  images: usize,
  scratch: usize,
): void {
  if (sums !== 0) {
    addTensorSums(a, b, nRows * nColumns, dtypeA, dtypeB, isRounded, sums, scratch);
  }
  if (x !== 0) {
    addDifferenceProducts(a, b, nRows, nColumns, dtypeA, dtypeB, isRounded, x, images, scratch);
  }
}
