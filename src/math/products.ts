/**
 * Dot products of many vectors with many, and sums of many vectors, in float64.
 *
 * Each product adds in the order of the coordinates, so that equal vectors give equal products wherever they stand.
 *
 * Shape letters: C hidden size, R rows, S columns or vectors.
 *
 * @module
 */

import { kernelProducts } from "./kernel_products.ts";
import { plainProducts } from "./plain_products.ts";

/**
 * Rows from which on the kernel computes. It copies all vectors first, which takes as long as a loop takes for three rows; both give the
 * same to the bit. Not asked is how long vectors are: where they are short, neither takes time.
 */
const KERNEL_ROWS = 4;
/** Coordinates of a slice: 4 KB of each vector. */
const SUM_SLICE = 512;

/**
 * The Gram matrix: `gram[i][j]` = row i . row j.
 *
 * @param rows f64 [C] each, R of them
 * @returns f64 [R] each, R of them
 * @throws {RangeError} if they differ in length, or there is no memory for them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gramMatrix } from "./products.ts";
 * const gram = gramMatrix([Float64Array.of(1, 0), Float64Array.of(3, 4)]);
 * assert.deepEqual(gram.map((row) => [...row]), [[1, 3], [3, 25]]);
 * ```
 */
export function gramMatrix(rows: readonly Float64Array[]): Float64Array[] {
  return productMatrix(rows, rows);
}

/**
 * Every row with every column: `products[i][j]` = row i . column j.
 *
 * @param rows f64 [C] each, R of them
 * @param columns f64 [C] each, S of them
 * @returns f64 [S] each, R of them
 * @throws {RangeError} if they differ in length, or there is no memory for them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { productMatrix } from "./products.ts";
 * const products = productMatrix([Float64Array.of(1, 2)], [Float64Array.of(3, 4), Float64Array.of(5, 6)]);
 * assert.deepEqual(products.map((row) => [...row]), [[11, 17]]);
 * ```
 */
export function productMatrix(
  rows: readonly Float64Array[],
  columns: readonly Float64Array[],
): Float64Array[] {
  expectOneLength([...rows, ...columns]);
  return rows.length < KERNEL_ROWS ? plainProducts(rows, columns) : kernelProducts(rows, columns);
}

function expectOneLength(vectors: readonly Float64Array[]): void {
  const [first] = vectors;
  const other = vectors.find(({ length }) => length !== first?.length);
  if (other === undefined) return;
  throw new RangeError(
    `Cannot multiply vectors of ${other.length} coordinates with others of ${first?.length}: expected as many`,
  );
}

/** `result[i]` = row i . vector, f64 [S]. */
export function productsOf(vector: Float64Array, rows: readonly Float64Array[]): Float64Array {
  return productMatrix([vector], rows)[0]!;
}

/**
 * The sum of all vectors with each set of weights: `sums[k]` = sum over j of w_kj v_j, added in the order of j.
 *
 * @param weights f64 [S] each, N of them
 * @param vectors f64 [C] each, S of them
 * @returns f64 [C] each, N of them
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { weightedSums } from "./products.ts";
 * const sums = weightedSums([Float64Array.of(2, 1)], [Float64Array.of(1, 0, 1), Float64Array.of(0, 3, 1)]);
 * assert.deepEqual(sums.map((sum) => [...sum]), [[2, 3, 3]]);
 * ```
 */
export function weightedSums(
  weights: readonly Float64Array[],
  vectors: readonly Float64Array[],
): Float64Array[] {
  const C = vectors[0]?.length ?? 0;
  const sums = weights.map(() => new Float64Array(C));
  // A slice of all vectors stays in cache while it goes into every sum.
  for (let from = 0; from < C; from += SUM_SLICE) {
    const slices = vectors.map((vector) => vector.subarray(from, from + SUM_SLICE));
    for (const [k, sum] of sums.entries()) {
      addWeighted(sum.subarray(from, from + SUM_SLICE), { weights: weights[k]!, vectors: slices });
    }
  }
  return sums;
}

/** sum += w_0 v_0, then w_1 v_1 and so on; four at once, so that a sum is loaded and stored a quarter as often. */
export function addWeighted(
  sum: Float64Array,
  { weights, vectors }: { weights: Float64Array; vectors: readonly Float64Array[] },
): void {
  let j = 0;
  for (; j + 4 <= vectors.length; j += 4) {
    const p = weights[j]!, q = weights[j + 1]!, r = weights[j + 2]!, s = weights[j + 3]!;
    const ofP = vectors[j]!, ofQ = vectors[j + 1]!, ofR = vectors[j + 2]!, ofS = vectors[j + 3]!;
    for (let i = 0; i < sum.length; i++) {
      sum[i] = sum[i]! + p * ofP[i]! + q * ofQ[i]! + r * ofR[i]! + s * ofS[i]!;
    }
  }
  for (; j < vectors.length; j++) {
    const weight = weights[j]!, vector = vectors[j]!;
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * vector[i]!;
  }
}
