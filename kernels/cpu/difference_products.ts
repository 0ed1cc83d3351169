// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * What some rows of D = B - A, of two stored weights, add to the products of D^T D with eight vectors: `images += D^T (D X)`, without D in
 * memory but for sixteen rows of it.
 *
 * Shape letters: R rows, K columns, K4 the same filled up to a multiple of four.
 *
 * Products are float32, four rows by eight vectors at a time in registers, and what sixteen rows add is summed in float64. D is multiplied by a
 * power of two where its largest element is far from 1, and what it adds is divided by the square of that: no square of a small
 * change is lost. Finite numbers are expected.
 *
 * Columns are not cut: rows that are read from one end to the other come twice as fast.
 *
 * CPU twin: src/compute/cpu/difference_products.ts
 */

import { multiplyAdd } from "./multiply_add.ts";
import { allOnes, elementBytes, F32, fourAt, panelOrRows, rounded } from "./widen.ts";

/** Rows that are taken at a time, by fours. */
const ROWS: i32 = 16;
/** Bytes of eight numbers in float32: a row of X, and of what four columns of four rows of D take a half. */
const EIGHT: usize = 32;
/** Columns whose products stay in the first cache while all rows add to them. */
const COLUMNS: i32 = 512;
/** D is taken as it is where the binary exponent of its largest element is between this and its negative. */
const FAR: i32 = 40;

/** Bytes that it needs for so many columns: f32 `[16, K4]` of either weight and of D, then `[512, 8]` and `[16, 8]`. */
export function differenceScratchBytes(nColumns: i32): usize {
  return 3 * panelBytes(nColumns) + <usize> (COLUMNS + ROWS) * EIGHT;
}

/** Of sixteen rows in float32. */
function panelBytes(nColumns: i32): usize {
  return <usize> (ROWS * filledUp(nColumns)) * 4;
}

/** K4 */
function filledUp(nColumns: i32): i32 {
  return (nColumns + 3) & ~3;
}

/**
 * @param a `[R, K]` as stored, in the element type `dtypeA`; `b` in `dtypeB`
 * @param isRounded 1 where both are rounded to bfloat16 first.
 * @param x f32 `[K4, 8]`
 * @param images f64 `[K4, 8]`, added to
 */
export function addDifferenceProducts(
  a: usize,
  b: usize,
  nRows: i32,
  nColumns: i32,
  dtypeA: i32,
  dtypeB: i32,
  isRounded: i32,
  x: usize,
  images: usize,
  scratch: usize,
): void {
  const filled = filledUp(nColumns);
  const panelB = scratch + panelBytes(nColumns);
  const ofD = panelB + panelBytes(nColumns);
  for (let row = 0; row < nRows; row += ROWS) {
    const nHere = min(ROWS, nRows - row);
    const rowsA = panelOrRows(a, nHere, nColumns, dtypeA, scratch, ROWS, filled);
    const rowsB = panelOrRows(b, nHere, nColumns, dtypeB, panelB, ROWS, filled);
    const isWideA = i32(dtypeA === F32 || rowsA !== a);
    const isWideB = i32(dtypeB === F32 || rowsB !== b);
    addSixteen(rowsA, rowsB, x, images, ofD, filled, isWideA, isWideB, isRounded);
    a += <usize> (nHere * nColumns) * elementBytes(dtypeA);
    b += <usize> (nHere * nColumns) * elementBytes(dtypeB);
  }
}

/** What sixteen rows of a multiple of four columns add, each of bf16 or f32. */
function addSixteen(
  a: usize,
  b: usize,
  x: usize,
  images: usize,
  scratch: usize,
  nColumns: i32,
  isWideA: i32,
  isWideB: i32,
  isRounded: i32,
): void {
  const most = isWideA
    ? isWideB
      ? takeRows<f32, f32>(a, b, scratch, nColumns, isRounded)
      : takeRows<f32, u16>(a, b, scratch, nColumns, isRounded)
    : isWideB
    ? takeRows<u16, f32>(a, b, scratch, nColumns, isRounded)
    : takeRows<u16, u16>(a, b, scratch, nColumns, isRounded);
  if (most === 0) return;
  const fourBytes = <usize> nColumns * 16;
  const exponent = (reinterpret<i32>(most) >> 23) - 127;
  const isFar = exponent < -FAR || exponent > FAR;
  // Of exponents that have a reciprocal among the normal numbers.
  const scale: f32 = isFar ? reinterpret<f32>((127 - min(max(exponent, -126), 126)) << 23) : 1;
  if (isFar) multiplyAll(scratch, fourBytes * <usize> (ROWS / 4), scale);
  const back = f64x2.splat(1 / (<f64> scale * <f64> scale));
  const sums = scratch + fourBytes * <usize> (ROWS / 4);
  // D X, held by the loop that adds D^T times it.
  const products = sums + <usize> COLUMNS * EIGHT;
  for (let four: usize = 0; four < <usize> (ROWS / 4); four++) {
    productsOfFour(scratch + four * fourBytes, x, nColumns, products + four * 4 * EIGHT);
  }
  for (let column = 0; column < nColumns; column += COLUMNS) {
    const nHere = min(COLUMNS, nColumns - column);
    memory.fill(sums, 0, <usize> nHere * EIGHT);
    for (let four: usize = 0; four < <usize> (ROWS / 4); four++) {
      const d = scratch + four * fourBytes + <usize> column * 16;
      addFour(d, products + four * 4 * EIGHT, sums, nHere);
    }
    addInDouble(sums, images + <usize> column * 2 * EIGHT, nHere, back);
  }
}

/** Sixteen rows of D by fours, each column's four side by side; returns its largest element's size. */
function takeRows<A, B>(a: usize, b: usize, to: usize, nColumns: i32, isRounded: i32): f32 {
  const taken = i32x4.splat(-isRounded);
  // The host makes a constant anew wherever it is used; what comes of a variable stays in its register.
  const all = allOnes(isRounded);
  const one = i32x4.shr_u(all, 31);
  const half = i32x4.shr_u(all, 17);
  const kept = i32x4.shl(all, 16);
  let most = f32x4.splat(0);
  for (let row = 0; row < ROWS; row += 4) {
    for (let column = 0; column < nColumns; column += 4) {
      // @for r in 0..4
      const a$r = fourAt<A>(a + <usize> ((row + $r) * nColumns + column) * sizeof<A>());
      const b$r = fourAt<B>(b + <usize> ((row + $r) * nColumns + column) * sizeof<B>());
      const d$r = f32x4.sub(
        isFloat<B>() ? v128.bitselect(v128.and(rounded(b$r, one, half), kept), b$r, taken) : b$r,
        isFloat<A>() ? v128.bitselect(v128.and(rounded(a$r, one, half), kept), a$r, taken) : a$r,
      );
      most = f32x4.max(most, f32x4.abs(d$r));
      // @end
      const low01 = v128.shuffle<i32>(d0, d1, 0, 4, 1, 5);
      const high01 = v128.shuffle<i32>(d0, d1, 2, 6, 3, 7);
      const low23 = v128.shuffle<i32>(d2, d3, 0, 4, 1, 5);
      const high23 = v128.shuffle<i32>(d2, d3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
      v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3), 16);
      v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2), 32);
      v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3), 48);
      to += 64;
    }
  }
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

function multiplyAll(at: usize, nBytes: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (const end = at + nBytes; at < end; at += 16) {
    v128.store(at, f32x4.mul(v128.load(at), factors));
  }
}

/** Four rows of D times X: f32 `[4, 8]`. */
function productsOfFour(d: usize, x: usize, nColumns: i32, to: usize): void {
  // @for r in 0..4
  let low$r = f32x4.splat(0);
  let high$r = f32x4.splat(0);
  // @end
  for (const end = d + <usize> nColumns * 16; d < end; d += 16) {
    const four = v128.load(d);
    const low = v128.load(x);
    const high = v128.load(x, 16);
    // @for r in 0..4
    const number$r = v128.shuffle<i32>(four, four, $r, $r, $r, $r);
    low$r = multiplyAdd(number$r, low, low$r);
    high$r = multiplyAdd(number$r, high, high$r);
    // @end
    x += EIGHT;
  }
  // @for r in 0..4
  v128.store(to, low$r, $r * 32);
  v128.store(to, high$r, $r * 32 + 16);
  // @end
}

/** Adds what four rows of D give, times their products with X. */
function addFour(d: usize, products: usize, sums: usize, nColumns: i32): void {
  // @for r in 0..4
  const low$r = v128.load(products, $r * 32);
  const high$r = v128.load(products, $r * 32 + 16);
  // @end
  for (const end = d + <usize> nColumns * 16; d < end; d += 16) {
    const four = v128.load(d);
    let low = v128.load(sums);
    let high = v128.load(sums, 16);
    // @for r in 0..4
    const number$r = v128.shuffle<i32>(four, four, $r, $r, $r, $r);
    low = multiplyAdd(number$r, low$r, low);
    high = multiplyAdd(number$r, high$r, high);
    // @end
    v128.store(sums, low);
    v128.store(sums, high, 16);
    sums += EIGHT;
  }
}

/** Adds float32 `[nColumns, 8]`, each times a power of two, to float64 of that shape. */
function addInDouble(sums: usize, images: usize, nColumns: i32, factor: v128): void {
  for (const end = sums + <usize> nColumns * EIGHT; sums < end; sums += 16) {
    const four = v128.load(sums);
    const low = f64x2.mul(f64x2.promote_low_f32x4(four), factor);
    const high = f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1)), factor);
    v128.store(images, f64x2.add(v128.load(images), low));
    v128.store(images, f64x2.add(v128.load(images, 16), high), 16);
    images += 32;
  }
}
