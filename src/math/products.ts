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
    for (let row = column; row < rows.length; row += TILE_ROWS) {
      multiplyTile(gram, { rows, columns: rows, row, column });
    }
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
    for (let row = 0; row < rows.length; row += TILE_ROWS) {
      multiplyTile(products, { rows, columns, row, column });
    }
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
  return productMatrix(weights, transposed(vectors));
}

/** f64 [S] each, C of them, of vectors f64 [C] each, S of them. */
function transposed(vectors: readonly Float64Array[]): Float64Array[] {
  const coordinates = Array.from(
    { length: vectors[0]?.length ?? 0 },
    () => new Float64Array(vectors.length),
  );
  for (let j = 0; j < vectors.length; j++) {
    const vector = vectors[j]!;
    for (let i = 0; i < vector.length; i++) coordinates[i]![j] = vector[i]!;
  }
  return coordinates;
}

/** The tile from `row` and `column` on. Past the last row or column it computes that one again: a tile has no ragged edge. */
function multiplyTile(
  products: readonly Float64Array[],
  { rows, columns, row, column }: {
    rows: readonly Float64Array[];
    columns: readonly Float64Array[];
    row: number;
    column: number;
  },
): void {
  const lastColumn = columns.length - 1;
  const row1 = Math.min(row + 1, rows.length - 1);
  const column1 = Math.min(column + 1, lastColumn);
  const column2 = Math.min(column + 2, lastColumn);
  const column3 = Math.min(column + 3, lastColumn);
  const a = rows[row]!, b = rows[row1]!;
  const p = columns[column]!, q = columns[column1]!, r = columns[column2]!, s = columns[column3]!;
  let ap = 0, aq = 0, ar = 0, as = 0, bp = 0, bq = 0, br = 0, bs = 0;
  for (let i = 0; i < a.length; i++) {
    const ofA = a[i]!, ofB = b[i]!;
    const ofP = p[i]!, ofQ = q[i]!, ofR = r[i]!, ofS = s[i]!;
    ap += ofA * ofP;
    bp += ofB * ofP;
    aq += ofA * ofQ;
    bq += ofB * ofQ;
    ar += ofA * ofR;
    br += ofB * ofR;
    as += ofA * ofS;
    bs += ofB * ofS;
  }
  const ofRow = products[row]!, ofRow1 = products[row1]!;
  ofRow[column] = ap;
  ofRow[column1] = aq;
  ofRow[column2] = ar;
  ofRow[column3] = as;
  ofRow1[column] = bp;
  ofRow1[column1] = bq;
  ofRow1[column2] = br;
  ofRow1[column3] = bs;
}
