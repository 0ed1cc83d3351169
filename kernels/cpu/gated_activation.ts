// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * h = act(gate) * up, elementwise, in float64, over matrices as they lie.
 *
 *     silu       act(a) = a / (1 + e^z), z = -a
 *     gelu_tanh  act(a) = 0.5 a (1 + tanh(u)) = a / (1 + e^z), z = -2 u, u = sqrt(2 / pi) (a + 0.044715 a^3)
 *     gelu       act(a) = 0.5 a erfc(-a / sqrt(2)), erfc(x) = e^z tail(x) and erfc(-x) = 2 - erfc(x) of x >= 0, z = -x^2
 *
 * e^z to 1e-14 of its value: z = n ln 2 + r with n whole and |r| at most ln(2) / 2, and e^r by its series up to r^11 / 11!. tail(x) to
 * 3e-12: (1 + 2 x) tail(x) by a polynomial of (x - c) / (x + c), which goes from -1 to 1 as x goes from 0 to infinity (after Shepherd
 * and Laframboise 1981, coefficients by tests/oracle/gelu_tail.py).
 *
 * Eight elements a turn, unrolled by src/compute/expand_kernel.ts: the host makes a constant anew for each turn, by three instructions.
 *
 * CPU twin: src/compute/cpu/gated_activation.ts
 */

import { multiplyAddF64 } from "./multiply_add.ts";

/** As in `kernels/gated_activation.wgsl`. */
const GELU_TANH: i32 = 0;
const GELU: i32 = 2;

const MINUS_2_SQRT_2_OVER_PI: f64 = -1.5957691216057308;
const SQRT_HALF: f64 = 0.7071067811865476;

/** e^z of a z at or below the first is 0, as there are only subnormal numbers that far out, and infinity above the second. */
const LEAST: f64 = -708;
const MOST: f64 = 710;
const LOG2_E: f64 = 1.4426950408889634;
/** ln 2 as a sum, the first addend of few bits: a product of it with a whole number is exact. */
const LN2_HIGH: f64 = 0.693147180369123816490;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
/** 1.5 2^52: what is added to it is rounded to whole numbers, which are the last bits of the sum. */
const TO_WHOLE: f64 = 6755399441055744;

/** c, and an x from which on e^z is 0. */
const CENTRE: f64 = 3.75;
const FAR: f64 = 40;

/** @param count a multiple of 8 */
export function gatedActivation(
  gate: usize,
  up: usize,
  h: usize,
  count: i32,
  activation: i32,
): void {
  const end = gate + <usize> count * 4;
  while (gate < end) {
    // @for v in 0..4
    const a$v = f64x2.promote_low_f32x4(v128.load64_zero(gate, 8 * $v));
    let z$v = f64x2.neg(a$v);
    // @end
    if (activation === GELU_TANH) {
      // @for v in 0..4
      const cubed$v = f64x2.mul(f64x2.mul(a$v, a$v), f64x2.mul(a$v, f64x2.splat(0.044715)));
      z$v = f64x2.mul(f64x2.add(a$v, cubed$v), f64x2.splat(MINUS_2_SQRT_2_OVER_PI));
      // @end
    } else if (activation === GELU) {
      // @for v in 0..4
      z$v = f64x2.mul(f64x2.mul(a$v, a$v), f64x2.splat(-0.5));
      // @end
    }
    // @for v in 0..4
    z$v = f64x2.pmax(f64x2.pmin(z$v, f64x2.splat(MOST)), f64x2.splat(LEAST)); // a NaN stays one
    const bits$v = multiplyAddF64(z$v, f64x2.splat(LOG2_E), f64x2.splat(TO_WHOLE));
    const n$v = f64x2.sub(bits$v, f64x2.splat(TO_WHOLE));
    let r$v = multiplyAddF64(n$v, f64x2.splat(-LN2_HIGH), z$v);
    r$v = multiplyAddF64(n$v, f64x2.splat(-LN2_LOW), r$v);
    let power$v = f64x2.splat(1.0 / 39916800.0);
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0 / 3628800.0));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0 / 362880.0));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0 / 40320.0));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0 / 5040.0));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0 / 720.0));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0 / 120.0));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0 / 24.0));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0 / 6.0));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(0.5));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0));
    power$v = multiplyAddF64(power$v, r$v, f64x2.splat(1.0));
    // 2^n is what has n in its exponent; with n = 1024 that is infinity.
    power$v = f64x2.mul(power$v, i64x2.shl(i64x2.add(bits$v, i64x2.splat(1023)), 52));
    power$v = v128.andnot(power$v, f64x2.le(z$v, f64x2.splat(LEAST)));
    let activated$v = power$v;
    // @end
    if (activation === GELU) {
      // @for v in 0..4
      const x$v = f64x2.pmin(f64x2.mul(f64x2.abs(a$v), f64x2.splat(SQRT_HALF)), f64x2.splat(FAR));
      const below$v = f64x2.add(x$v, f64x2.splat(CENTRE));
      const slope$v = multiplyAddF64(x$v, f64x2.splat(2), f64x2.splat(1));
      const inverse$v = f64x2.div(f64x2.splat(1), f64x2.mul(below$v, slope$v));
      let t$v = f64x2.mul(f64x2.sub(x$v, f64x2.splat(CENTRE)), slope$v);
      t$v = f64x2.mul(t$v, inverse$v);
      let tail$v = f64x2.splat(9.71687076769402e-07);
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(-1.035688931771145e-06));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(-1.0239428171381781e-05));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(2.2405788795994718e-05));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(5.059706654399776e-05));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(-0.00029013885172650915));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(0.00029425089902927835));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(0.0017556078873440142));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(-0.009746737314395747));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(0.028362284551008487));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(-0.0586933738229653));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(0.09230431985884047));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(-0.10880393189724272));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(0.08227673858985038));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(0.0035854155219193357));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(-0.1402405985876804));
      tail$v = multiplyAddF64(tail$v, t$v, f64x2.splat(1.2375126308378273));
      tail$v = f64x2.mul(tail$v, f64x2.mul(below$v, inverse$v));
      const erfc$v = f64x2.mul(power$v, tail$v);
      const tails$v = v128.bitselect(
        erfc$v,
        f64x2.sub(f64x2.splat(2), erfc$v),
        f64x2.lt(a$v, f64x2.splat(0)),
      );
      activated$v = f64x2.mul(f64x2.mul(a$v, f64x2.splat(0.5)), tails$v);
      // @end
    } else {
      // @for v in 0..4
      activated$v = f64x2.div(a$v, f64x2.add(f64x2.splat(1), power$v));
      // @end
    }
    // @for v in 0..4
    const of$v = f64x2.promote_low_f32x4(v128.load64_zero(up, 8 * $v));
    v128.store64_lane(h, f32x4.demote_f64x2_zero(f64x2.mul(activated$v, of$v)), 0, 8 * $v);
    // @end
    gate += 32;
    up += 32;
    h += 32;
  }
}
