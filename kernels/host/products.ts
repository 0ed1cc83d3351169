// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Products of four vectors with four others over some of their coordinates, in float64, added to what is there.
 *
 *     sums[r, s] += sum over i of rows[r, i] columns[s, i]
 *
 * Lanes are columns, two to a register: eight registers of two sums each, so that none waits for its last addend. Each sum adds in the
 * order of the coordinates, every product rounded before it is added, as a loop in JavaScript does.
 *
 * CPU twin: src/math/plain_products.ts
 */

/** Coordinates that a vector has room for: two times four vectors of them stay in the nearest cache. */
export const SLICE: i32 = 512;

/** Bytes from one vector to the next: a constant, so that eight vectors are reached by two places. */
const VECTOR: usize = 8 * SLICE;

/**
 * @param rows f64 `[4, SLICE]`
 * @param columns f64 `[4, SLICE]`
 * @param nCoordinates An even number of them, at most SLICE.
 * @param sums f64 `[4, 4]`, each row `strideBytes` after the last.
 */
export function multiplyTile(
  rows: usize,
  columns: usize,
  nCoordinates: i32,
  sums: usize,
  strideBytes: usize,
): void {
  const sums1 = sums + strideBytes;
  const sums2 = sums1 + strideBytes;
  const sums3 = sums2 + strideBytes;
  let low0 = v128.load(sums);
  let high0 = v128.load(sums, 16);
  let low1 = v128.load(sums1);
  let high1 = v128.load(sums1, 16);
  let low2 = v128.load(sums2);
  let high2 = v128.load(sums2, 16);
  let low3 = v128.load(sums3);
  let high3 = v128.load(sums3, 16);
  const end = rows + <usize> nCoordinates * 8;
  while (rows < end) {
    const column0 = v128.load(columns);
    const column1 = v128.load(columns, VECTOR);
    const column2 = v128.load(columns, 2 * VECTOR);
    const column3 = v128.load(columns, 3 * VECTOR);
    let low = v128.shuffle<i64>(column0, column1, 0, 2);
    let high = v128.shuffle<i64>(column2, column3, 0, 2);
    let row = v128.load64_splat(rows);
    low0 = f64x2.add(low0, f64x2.mul(row, low));
    high0 = f64x2.add(high0, f64x2.mul(row, high));
    row = v128.load64_splat(rows, VECTOR);
    low1 = f64x2.add(low1, f64x2.mul(row, low));
    high1 = f64x2.add(high1, f64x2.mul(row, high));
    row = v128.load64_splat(rows, 2 * VECTOR);
    low2 = f64x2.add(low2, f64x2.mul(row, low));
    high2 = f64x2.add(high2, f64x2.mul(row, high));
    row = v128.load64_splat(rows, 3 * VECTOR);
    low3 = f64x2.add(low3, f64x2.mul(row, low));
    high3 = f64x2.add(high3, f64x2.mul(row, high));
    low = v128.shuffle<i64>(column0, column1, 1, 3);
    high = v128.shuffle<i64>(column2, column3, 1, 3);
    row = v128.load64_splat(rows, 8);
    low0 = f64x2.add(low0, f64x2.mul(row, low));
    high0 = f64x2.add(high0, f64x2.mul(row, high));
    row = v128.load64_splat(rows, VECTOR + 8);
    low1 = f64x2.add(low1, f64x2.mul(row, low));
    high1 = f64x2.add(high1, f64x2.mul(row, high));
    row = v128.load64_splat(rows, 2 * VECTOR + 8);
    low2 = f64x2.add(low2, f64x2.mul(row, low));
    high2 = f64x2.add(high2, f64x2.mul(row, high));
    row = v128.load64_splat(rows, 3 * VECTOR + 8);
    low3 = f64x2.add(low3, f64x2.mul(row, low));
    high3 = f64x2.add(high3, f64x2.mul(row, high));
    rows += 16;
    columns += 16;
  }
  v128.store(sums, low0);
  v128.store(sums, high0, 16);
  v128.store(sums1, low1);
  v128.store(sums1, high1, 16);
  v128.store(sums2, low2);
  v128.store(sums2, high2, 16);
  v128.store(sums3, low3);
  v128.store(sums3, high3, 16);
}
