// @ts-nocheck: AssemblyScript, which its own compiler checks

/** What is smaller gives 0, as there are only subnormal numbers that far out, what is larger infinity. */
const LEAST: f64 = -708;
const MOST: f64 = 710;

const LOG2_E: f64 = 1.4426950408889634;
/** ln 2 as a sum, the first addend of few bits: a product of it with a whole number is exact. */
const LN2_HIGH: f64 = 0.693147180369123816490;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

/**
 * e^x of two float64, to 1e-14 of its value: x = n ln 2 + r with n whole and |r| at most ln(2) / 2, and e^r by its series up to
 * r^11 / 11!. A NaN stays one.
 */
export function exp(x: v128): v128 {
  x = f64x2.max(f64x2.min(x, f64x2.splat(MOST)), f64x2.splat(LEAST));
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(LOG2_E)));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH))),
    f64x2.mul(n, f64x2.splat(LN2_LOW)),
  );
  let sum = f64x2.splat(1.0 / 39916800.0);
  sum = step(sum, r, 1.0 / 3628800.0);
  sum = step(sum, r, 1.0 / 362880.0);
  sum = step(sum, r, 1.0 / 40320.0);
  sum = step(sum, r, 1.0 / 5040.0);
  sum = step(sum, r, 1.0 / 720.0);
  sum = step(sum, r, 1.0 / 120.0);
  sum = step(sum, r, 1.0 / 24.0);
  sum = step(sum, r, 1.0 / 6.0);
  sum = step(sum, r, 0.5);
  sum = step(sum, r, 1.0);
  sum = step(sum, r, 1.0);
  // 2^n is what has n in its exponent; with n = 1024 that is infinity.
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n));
  const power = f64x2.mul(sum, i64x2.shl(i64x2.add(exponent, i64x2.splat(1023)), 52));
  return v128.andnot(power, f64x2.le(x, f64x2.splat(LEAST)));
}

function step(sum: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, r), f64x2.splat(coefficient));
}
