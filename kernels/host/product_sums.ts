// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * One row of a weight by some vectors, in float64: what a product is held against, whatever engine computed it.
 *
 * Shape letters: V vectors, K columns.
 *
 *     sums[v, 0] = sum over k of w[k] x[v, k]
 *     sums[v, 1] = sum over k of |w[k] x[v, k]|
 *
 * Even columns are summed in one lane and odd ones in the other, for four vectors at a time: eight sums of two lanes, so that none waits
 * for its last addend, and one widening of w for four of x. What a vector's sums are does not depend on the others.
 *
 * CPU twin: src/compute/cpu/product_sums.ts
 */

/** Bytes of the two sums of a vector. */
const SUMS_BYTES: usize = 16;

/**
 * @param w f32 `[K]`
 * @param x f32 `[V, K]`
 * @param sums f64 `[V, 2]`
 */
export function productSums(w: usize, x: usize, sums: usize, nVectors: i32, nColumns: i32): void {
  const rowBytes = <usize> nColumns * 4;
  // Where fewer than four are left the last is computed several times over: the same numbers, to the same place.
  const last = <usize> (nVectors - 1);
  for (let v: usize = 0; v < <usize> nVectors; v += 4) {
    const v1 = min(v + 1, last);
    const v2 = min(v + 2, last);
    const v3 = min(v + 3, last);
    sumFour(
      w,
      x + v * rowBytes,
      x + v1 * rowBytes,
      x + v2 * rowBytes,
      x + v3 * rowBytes,
      sums + v * SUMS_BYTES,
      sums + v1 * SUMS_BYTES,
      sums + v2 * SUMS_BYTES,
      sums + v3 * SUMS_BYTES,
      nColumns,
    );
  }
}

function sumFour(
  w: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  to0: usize,
  to1: usize,
  to2: usize,
  to3: usize,
  nColumns: i32,
): void {
  const bits = allButSign(nColumns);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let size0 = sum0;
  let size1 = sum0;
  let size2 = sum0;
  let size3 = sum0;
  const end = w + <usize> (nColumns & ~1) * 4;
  while (w < end) {
    const factors = pairAt(w);
    const terms0 = f64x2.mul(factors, pairAt(x0));
    sum0 = f64x2.add(sum0, terms0);
    size0 = f64x2.add(size0, v128.and(terms0, bits));
    const terms1 = f64x2.mul(factors, pairAt(x1));
    sum1 = f64x2.add(sum1, terms1);
    size1 = f64x2.add(size1, v128.and(terms1, bits));
    const terms2 = f64x2.mul(factors, pairAt(x2));
    sum2 = f64x2.add(sum2, terms2);
    size2 = f64x2.add(size2, v128.and(terms2, bits));
    const terms3 = f64x2.mul(factors, pairAt(x3));
    sum3 = f64x2.add(sum3, terms3);
    size3 = f64x2.add(size3, v128.and(terms3, bits));
    w += 8;
    x0 += 8;
    x1 += 8;
    x2 += 8;
    x3 += 8;
  }
  const isOdd = bool(nColumns & 1);
  putSums(to0, sum0, size0, isOdd ? termAt(w, x0) : 0);
  putSums(to1, sum1, size1, isOdd ? termAt(w, x1) : 0);
  putSums(to2, sum2, size2, isOdd ? termAt(w, x2) : 0);
  putSums(to3, sum3, size3, isOdd ? termAt(w, x3) : 0);
}

function pairAt(from: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(from));
}

function termAt(w: usize, x: usize): f64 {
  return <f64> load<f32>(w) * <f64> load<f32>(x);
}

function putSums(to: usize, sum: v128, size: v128, last: f64): void {
  store<f64>(to, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + last);
  store<f64>(to, f64x2.extract_lane(size, 0) + f64x2.extract_lane(size, 1) + abs(last), 8);
}

/**
 * All bits but the signs of two numbers. The host makes a constant anew wherever it is used, `f64x2.abs` among them: what comes of a
 * variable stays in its register, which saves a sixth of the time.
 */
function allButSign(variable: i32): v128 {
  const any = i32x4.splat(variable);
  return i64x2.shr_u(i32x4.eq(any, any), 1);
}
