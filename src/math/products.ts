/**
 * Dot products of many vectors with many, in float64.
 *
 * Tiles of two rows by four: eight sums that do not wait for one another stay in registers, and every entry that is loaded goes into
 * several of them, which runs four times as fast as one product after the other. Each sum still adds in the order of the
 * coordinates, so that equal vectors give equal products wherever they stand.
 *
 * Source: register blocking as in Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008.
 *
 * Shape letters: C hidden size, S vectors.
 *
 * @module
 */

/** Rows and columns of a tile. */
const TILE_ROWS = 2, TILE_COLUMNS = 4;
/** Coordinates of a slice: 4 KB of each vector. */
const SLICE = 512;

/**
 * The Gram matrix: `gram[i][j]` = row i . row j.
 *
 * @param rows f64 [C] each, S of them
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
  const gram = rows.map(() => new Float64Array(rows.length)); // f64 [S, S]
  for (let column = 0; column < rows.length; column += TILE_COLUMNS) {
    multiplyBlock(gram, { rows, columns: rows, row: column, column });
  }
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < i; j++) gram[j]![i] = gram[i]![j]!;
  }
  return gram;
}

/**
 * Every row with every column: `products[i][j]` = row i . column j.
 *
 * @param rows f64 [C] each, R of them
 * @param columns f64 [C] each, S of them
 * @returns f64 [S] each, R of them
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
  const products = rows.map(() => new Float64Array(columns.length));
  for (let column = 0; column < columns.length; column += TILE_COLUMNS) {
    multiplyBlock(products, { rows, columns, row: 0, column });
  }
  return products;
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
  for (let from = 0; from < C; from += SLICE) {
    const slices = vectors.map((vector) => vector.subarray(from, from + SLICE));
    for (const [k, sum] of sums.entries()) {
      addWeighted(sum.subarray(from, from + SLICE), { weights: weights[k]!, vectors: slices });
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

/** What stands where in a block of columns; past the last column it is that one again, so that no block has a ragged edge. */
type Four = readonly [number, number, number, number];

/** All rows from `row` on with the columns from `column` on, four of them. */
function multiplyBlock(
  products: readonly Float64Array[],
  { rows, columns, row, column }: {
    rows: readonly Float64Array[];
    columns: readonly Float64Array[];
    row: number;
    column: number;
  },
): void {
  const last = columns.length - 1;
  const places: Four = [
    column,
    Math.min(column + 1, last),
    Math.min(column + 2, last),
    Math.min(column + 3, last),
  ];
  let at = row;
  for (; at + TILE_ROWS <= rows.length; at += TILE_ROWS) {
    multiplyTile(products, { rows, columns, row: at, places });
  }
  if (at < rows.length) multiplyRow(products[at]!, { vector: rows[at]!, columns, places });
}

function multiplyTile(
  products: readonly Float64Array[],
  { rows, columns, row, places: [p, q, r, s] }: {
    rows: readonly Float64Array[];
    columns: readonly Float64Array[];
    row: number;
    places: Four;
  },
): void {
  const a = rows[row]!, b = rows[row + 1]!;
  const ofP = columns[p]!, ofQ = columns[q]!, ofR = columns[r]!, ofS = columns[s]!;
  let ap = 0, aq = 0, ar = 0, as = 0, bp = 0, bq = 0, br = 0, bs = 0;
  for (let i = 0; i < a.length; i++) {
    const ofA = a[i]!, ofB = b[i]!;
    const entryP = ofP[i]!, entryQ = ofQ[i]!, entryR = ofR[i]!, entryS = ofS[i]!;
    ap += ofA * entryP;
    bp += ofB * entryP;
    aq += ofA * entryQ;
    bq += ofB * entryQ;
    ar += ofA * entryR;
    br += ofB * entryR;
    as += ofA * entryS;
    bs += ofB * entryS;
  }
  const intoA = products[row]!, intoB = products[row + 1]!;
  intoA[p] = ap;
  intoA[q] = aq;
  intoA[r] = ar;
  intoA[s] = as;
  intoB[p] = bp;
  intoB[q] = bq;
  intoB[r] = br;
  intoB[s] = bs;
}

/** The row that is left of an odd number. */
function multiplyRow(
  into: Float64Array,
  { vector, columns, places: [p, q, r, s] }: {
    vector: Float64Array;
    columns: readonly Float64Array[];
    places: Four;
  },
): void {
  const ofP = columns[p]!, ofQ = columns[q]!, ofR = columns[r]!, ofS = columns[s]!;
  let sumP = 0, sumQ = 0, sumR = 0, sumS = 0;
  for (let i = 0; i < vector.length; i++) {
    const entry = vector[i]!;
    sumP += entry * ofP[i]!;
    sumQ += entry * ofQ[i]!;
    sumR += entry * ofR[i]!;
    sumS += entry * ofS[i]!;
  }
  into[p] = sumP;
  into[q] = sumQ;
  into[r] = sumR;
  into[s] = sumS;
}
