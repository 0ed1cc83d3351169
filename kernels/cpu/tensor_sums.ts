// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Two stretches of weights against each other, in float64: all that tells how far one tensor is from another comes of these sums.
 *
 * For elements a and b, each rounded to bfloat16 or as stored:
 *
 *     sums[0] = sum of a^2                    sums[4] = sum of (bf16(a) - a)^2, a as stored
 *     sums[1] = sum of b^2                    sums[5] = sum of (bf16(b) - b)^2, b as stored
 *     sums[2] = sum of (a - b)^2              sums[6] = how many of a and b differ
 *     sums[3] = sum of (a - b)(a + b)         sums[7] = largest |a - b|
 *
 * Elements go by fours: each of the four has lanes of its own, so that none waits for the addend of another. Finite numbers are
 * expected; any that is not makes one of the sums NaN or Infinity.
 *
 * CPU twin: src/compute/cpu/tensor_sums.ts
 */

import { allOnes, elementBytes, F32, fourAt, panelOrRows, rounded } from "./widen.ts";

/** Elements of which sums are made before they are added to those before. */
const BLOCK: i32 = 2 ** 14;
/** Of a block of either side, where it has to be widened. */
const PANEL_BYTES: usize = <usize> BLOCK * 4;
export const SUMS_SCRATCH_BYTES: usize = 2 * PANEL_BYTES;

/**
 * @param a `[N]` as stored, in the element type `dtypeA`; `b` in `dtypeB`
 * @param isRounded 1 where both are rounded to bfloat16 first.
 * @param sums f64 `[8]`, added to; of the last the larger stays
 */
export function addTensorSums(
  a: usize,
  b: usize,
  n: i32,
  dtypeA: i32,
  dtypeB: i32,
  isRounded: i32,
  sums: usize,
  scratch: usize,
): void {
  for (let first = 0; first < n; first += BLOCK) {
    const nHere = min(BLOCK, n - first);
    // What fills up is zero, which adds nothing.
    const filled = (nHere + 3) & ~3;
    const rowA = panelOrRows(a, 1, nHere, dtypeA, scratch, 1, filled);
    const rowB = panelOrRows(b, 1, nHere, dtypeB, scratch + PANEL_BYTES, 1, filled);
    const isWideA = i32(dtypeA === F32 || rowA !== a);
    const isWideB = i32(dtypeB === F32 || rowB !== b);
    addBlock(rowA, rowB, sums, filled, isWideA, isWideB, isRounded);
    a += <usize> nHere * elementBytes(dtypeA);
    b += <usize> nHere * elementBytes(dtypeB);
  }
}

function addBlock(
  a: usize,
  b: usize,
  sums: usize,
  n: i32,
  isWideA: i32,
  isWideB: i32,
  isRounded: i32,
): void {
  if (isWideA) {
    if (isWideB) sumsOf<f32, f32>(a, b, sums, n, isRounded);
    else sumsOf<f32, u16>(a, b, sums, n, isRounded);
  } else {
    if (isWideB) sumsOf<u16, f32>(a, b, sums, n, isRounded);
    else sumsOf<u16, u16>(a, b, sums, n, isRounded);
  }
}

function sumsOf<A, B>(a: usize, b: usize, sums: usize, n: i32, isRounded: i32): void {
  // All bits where rounded numbers are taken, none where those that are stored.
  const taken = i32x4.splat(-isRounded);
  // The host makes a constant anew wherever it is used; what comes of a variable stays in its register.
  const all = allOnes(isRounded);
  const one = i32x4.shr_u(all, 31);
  const half = i32x4.shr_u(all, 17);
  const kept = i32x4.shl(all, 16);
  const zero = f64x2.splat(0);
  let squaresA = zero, squaresA2 = zero;
  let squaresB = zero, squaresB2 = zero;
  let squaresD = zero, squaresD2 = zero;
  let products = zero, products2 = zero;
  let errorsA = zero, errorsA2 = zero;
  let errorsB = zero, errorsB2 = zero;
  let most = zero;
  let nDiffering = i32x4.splat(0);
  for (let i = 0; i < n; i += 4) {
    let x = fourAt<A>(a);
    let y = fourAt<B>(b);
    a += 4 * sizeof<A>();
    b += 4 * sizeof<B>();
    if (isFloat<A>()) {
      const bf16 = v128.and(rounded(x, one, half), kept);
      // Exact: the two are nearer to each other than to zero.
      const error = f32x4.sub(bf16, x);
      const low = f64x2.promote_low_f32x4(error);
      const high = f64x2.promote_low_f32x4(upper(error));
      errorsA = f64x2.add(errorsA, f64x2.mul(low, low));
      errorsA2 = f64x2.add(errorsA2, f64x2.mul(high, high));
      x = v128.bitselect(bf16, x, taken);
    }
    if (isFloat<B>()) {
      const bf16 = v128.and(rounded(y, one, half), kept);
      const error = f32x4.sub(bf16, y);
      const low = f64x2.promote_low_f32x4(error);
      const high = f64x2.promote_low_f32x4(upper(error));
      errorsB = f64x2.add(errorsB, f64x2.mul(low, low));
      errorsB2 = f64x2.add(errorsB2, f64x2.mul(high, high));
      y = v128.bitselect(bf16, y, taken);
    }
    // A mask of a lane that differs is -1.
    nDiffering = i32x4.sub(nDiffering, f32x4.ne(x, y));
    const x1 = f64x2.promote_low_f32x4(x);
    const y1 = f64x2.promote_low_f32x4(y);
    const d1 = f64x2.sub(x1, y1);
    squaresA = f64x2.add(squaresA, f64x2.mul(x1, x1));
    squaresB = f64x2.add(squaresB, f64x2.mul(y1, y1));
    const square1 = f64x2.mul(d1, d1);
    squaresD = f64x2.add(squaresD, square1);
    products = f64x2.add(products, f64x2.mul(d1, f64x2.add(x1, y1)));
    const x2 = f64x2.promote_low_f32x4(upper(x));
    const y2 = f64x2.promote_low_f32x4(upper(y));
    const d2 = f64x2.sub(x2, y2);
    squaresA2 = f64x2.add(squaresA2, f64x2.mul(x2, x2));
    squaresB2 = f64x2.add(squaresB2, f64x2.mul(y2, y2));
    const square2 = f64x2.mul(d2, d2);
    squaresD2 = f64x2.add(squaresD2, square2);
    products2 = f64x2.add(products2, f64x2.mul(d2, f64x2.add(x2, y2)));
    most = f64x2.pmax(most, f64x2.pmax(square1, square2));
  }
  add(sums, squaresA, squaresA2);
  add(sums + 8, squaresB, squaresB2);
  add(sums + 16, squaresD, squaresD2);
  add(sums + 24, products, products2);
  add(sums + 32, errorsA, errorsA2);
  add(sums + 40, errorsB, errorsB2);
  store<f64>(
    sums + 48,
    load<f64>(sums, 48) +
      <f64> (i32x4.extract_lane(nDiffering, 0) + i32x4.extract_lane(nDiffering, 1) +
        i32x4.extract_lane(nDiffering, 2) + i32x4.extract_lane(nDiffering, 3)),
  );
  // The root of the square of a float64 is that number, to the bit.
  const largest = sqrt(max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
  store<f64>(sums + 56, max(load<f64>(sums, 56), largest));
}

/** Its last two elements in the place of the first. */
function upper(x: v128): v128 {
  return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

function add(to: usize, first: v128, second: v128): void {
  const sum = f64x2.add(first, second);
  store<f64>(to, load<f64>(to) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}
