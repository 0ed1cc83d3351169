// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * h = act(gate) * up, elementwise, in float64, over matrices as they lie.
 *
 *     silu       act(a) = a / (1 + exp(-a))
 *     gelu_tanh  act(a) = 0.5 a (1 + tanh(u)) = a / (1 + exp(-2 u)), u = sqrt(2 / pi) (a + 0.044715 a^3)
 *     gelu       act(a) = 0.5 a erfc(-a / sqrt(2))
 *
 * CPU twin: src/compute/cpu/gated_activation.ts
 */

import { erfc } from "./erfc.ts";
import { exp } from "./exp.ts";

/** As in `kernels/gated_activation.wgsl`. */
const GELU_TANH: i32 = 0;
const SILU: i32 = 1;

const SQRT_HALF: f64 = 0.7071067811865476;
const MINUS_2_SQRT_2_OVER_PI: f64 = -1.5957691216057308;

/** @param count a multiple of 4 */
export function gatedActivation(
  gate: usize,
  up: usize,
  h: usize,
  count: i32,
  activation: i32,
): void {
  const end = gate + <usize> count * 4;
  while (gate < end) {
    const a = v128.load(gate);
    const b = v128.load(up);
    const low = f64x2.mul(
      activated(f64x2.promote_low_f32x4(a), activation),
      f64x2.promote_low_f32x4(b),
    );
    const high = f64x2.mul(
      activated(f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 1)), activation),
      f64x2.promote_low_f32x4(v128.shuffle<i64>(b, b, 1, 1)),
    );
    v128.store(
      h,
      v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2),
    );
    gate += 16;
    up += 16;
    h += 16;
  }
}

function activated(a: v128, activation: i32): v128 {
  if (activation === SILU) return gatedBy(a, f64x2.neg(a));
  if (activation === GELU_TANH) {
    const cube = f64x2.mul(f64x2.mul(a, a), f64x2.mul(a, f64x2.splat(0.044715)));
    return gatedBy(a, f64x2.mul(f64x2.add(a, cube), f64x2.splat(MINUS_2_SQRT_2_OVER_PI)));
  }
  const x = f64x2.mul(a, f64x2.splat(-SQRT_HALF));
  const tails = f64x2.replace_lane(
    f64x2.splat(erfc(f64x2.extract_lane(x, 0))),
    1,
    erfc(f64x2.extract_lane(x, 1)),
  );
  return f64x2.mul(f64x2.mul(a, f64x2.splat(0.5)), tails);
}

/** a / (1 + exp(z)) */
function gatedBy(a: v128, z: v128): v128 {
  return f64x2.div(a, f64x2.add(f64x2.splat(1), exp(z)));
}
