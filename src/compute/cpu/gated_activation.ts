/**
 * CPU twin of `kernels/gated_activation.wgsl`: its definition, in plain loops.
 *
 * @module
 */

import { erfc } from "../../math/erfc.ts";
import type { Activation } from "../../sources/checkpoint/weights.ts";

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

/** act(a) of each kind, in float64. */
const ACTIVATIONS: Readonly<Record<Activation, (a: number) => number>> = {
  gelu_tanh: (a) => 0.5 * a * (1 + Math.tanh(SQRT_2_OVER_PI * (a + 0.044715 * a ** 3))),
  gelu: (a) => 0.5 * a * erfc(-a / Math.SQRT2),
  silu: (a) => a / (1 + Math.exp(-a)),
};

/**
 * h = act(gate) * up, elementwise, computed in float64 and stored as float32.
 *
 * gelu_tanh: act(a) = 0.5 a (1 + tanh(sqrt(2/pi) (a + 0.044715 a^3))); gelu: act(a) = 0.5 a (1 + erf(a / sqrt(2))); silu: act(a) =
 * a / (1 + exp(-a)).
 *
 * @param gate f32 `[V, F]`
 * @param up f32 `[V, F]`
 * @returns f32 `[V, F]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gatedActivation } from "./gated_activation.ts";
 * const h = gatedActivation(new Float32Array([0, 50]), new Float32Array([7, 2]), "silu");
 * assert(h[0] === 0 && h[1] === 100);
 * ```
 */
export function gatedActivation(
  gate: Float32Array,
  up: Float32Array,
  activation: Activation,
): Float32Array<ArrayBuffer> {
  const act = ACTIVATIONS[activation];
  const h = new Float32Array(gate.length);
  for (let i = 0; i < h.length; i++) h[i] = act(gate[i] ?? 0) * (up[i] ?? 0);
  return h;
}
