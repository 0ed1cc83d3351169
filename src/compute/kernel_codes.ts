/**
 * Numbers that stand for a type or a function in kernels, those of a GPU (`kernels/*.wgsl`) and those of the CPU (`kernels/cpu`) alike.
 *
 * @module
 */

import type { Activation, WeightDtype } from "../sources/checkpoint/weights.ts";

/** Values of `DTYPE` in `kernels/unpack.wgsl`, of `dtype` in `kernels/cpu/widen.ts`. */
export const DTYPE_CODES: Readonly<Record<WeightDtype, number>> = { BF16: 0, F16: 1, F32: 2 };

/** Values of `ACTIVATION` in `kernels/gated_activation.wgsl`, of `activation` in `kernels/cpu/gated_activation.ts`. */
export const ACTIVATION_CODES: Readonly<Record<Activation, number>> = {
  gelu_tanh: 0,
  silu: 1,
  gelu: 2,
};

/** Kinds of jobs of `kernels/cpu/jobs.ts`. */
export const JOB_KINDS = {
  linear: 0,
  combineRows: 1,
  gatedActivation: 2,
  compareWeights: 3,
} as const;
