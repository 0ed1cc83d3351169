/**
 * The largest eigenvalues of a symmetric matrix that nobody has, only its products with vectors: each of them reads gigabytes, and so
 * they are made eight at a time, and as few times as will do.
 *
 * From a block of random vectors the space grows by its products, each made orthogonal to all before it; the eigenvalues of the matrix
 * within that space are no larger than its own and near to them, the nearer the more they stand out.
 *
 * Source: Golub and Underwood, The block Lanczos method for computing eigenvalues, 1977; Musco and Musco, Randomized block Krylov methods
 * for stronger and faster approximate singular value decomposition, 2015 (why so few products do).
 *
 * Shape letters: N rows of the matrix, B vectors of a block, K vectors of the space.
 *
 * @module
 */

import { leadingEigenpairs } from "./leading_eigenpairs.ts";
import { seededNormals } from "./random.ts";
import { dot, norm } from "./vector_math.ts";

/** Products with a block of vectors, f64 `[N]` each: f64 `[N]` for each of them. */
export type ProductsWithBlock = (block: readonly Float64Array[]) => Promise<Float64Array[]>;

/** How many are wanted, and when they are near enough. */
export interface BlockKrylovOptions {
  /** N */
  readonly size: number;
  /** B, and how many eigenvalues are given: fewer where N is less. */
  readonly nVectors: number;
  /** Products are made until one adds no more than this share to the sum of the eigenvalues. */
  readonly minGrowth: number;
  readonly maxProducts: number;
}

/** Of the longest product: what is left of one beside the space, if it is no more, is rounding. */
const LEFT = 1e-6;

/**
 * The largest eigenvalues of a matrix without negative ones, largest first, each no more than the true one but for rounding.
 *
 * @param productsOf Is called at least once, with all vectors of a block.
 * @returns Infinity alone where a product is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { blockKrylov } from "./block_krylov.ts";
 * const diagonal = [4, 9, 1];
 * const values = await blockKrylov(
 *   (block) => Promise.resolve(block.map((x) => x.map((value, i) => diagonal[i]! * value))),
 *   { size: 3, nVectors: 2, minGrowth: 0.001, maxProducts: 4 },
 * );
 * assert.deepEqual(values.map((value) => Math.round(1e9 * value) / 1e9), [9, 4]);
 * ```
 */
export async function blockKrylov(
  productsOf: ProductsWithBlock,
  { size, nVectors, minGrowth, maxProducts }: BlockKrylovOptions,
): Promise<number[]> {
  const draw = seededNormals("block of a Krylov space");
  const first = Array.from(
    { length: Math.min(nVectors, size) },
    () => Float64Array.from({ length: size }, draw),
  );
  const basis: Float64Array[] = []; // f64 [N] each, K of them
  const within: Float64Array[] = []; // f64 [K, K], the matrix in that basis
  let block = orthonormal(first, { basis, least: 0 });
  let values: number[] = [];
  for (let nProducts = 1; block.length > 0; nProducts++) {
    const products = await productsOf(block);
    basis.push(...block);
    for (const product of products) {
      within.push(Float64Array.from(basis, (vector) => dot(vector, product)));
    }
    if (!products.every((product) => Number.isFinite(norm(product)))) return [Infinity];
    const before = sum(values);
    values = leadingEigenpairs(symmetric(within), nVectors).map(({ value }) => value);
    if (nProducts === maxProducts || sum(values) - before <= minGrowth * before) break;
    block = orthonormal(products, { basis, least: LEFT * Math.max(...products.map(norm)) });
  }
  return values;
}

/** What vectors have beside a basis and each other, of length 1 each; nothing of those that have hardly anything. */
function orthonormal(
  vectors: readonly Float64Array[],
  { basis, least }: { basis: readonly Float64Array[]; least: number },
): Float64Array[] {
  const found: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    // Once will do: what is left of the others is rounding of float64 over `LEFT` at most.
    for (const other of [...basis, ...found]) {
      const along = dot(rest, other);
      for (let i = 0; i < rest.length; i++) rest[i]! -= along * other[i]!;
    }
    const left = norm(rest);
    if (left > least) found.push(rest.map((value) => value / left));
  }
  return found;
}

/** Rows of which each is longer than those before: the missing halves are those that are there. */
function symmetric(rows: readonly Float64Array[]): Float64Array[] {
  const K = rows.length;
  return rows.map((_, i) =>
    Float64Array.from({ length: K }, (_, j) => {
      const [a, b] = [rows[i]![j], rows[j]![i]];
      return a === undefined ? b! : b === undefined ? a : (a + b) / 2;
    })
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
