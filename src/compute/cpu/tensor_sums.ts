/**
 * CPU twin of `kernels/cpu/tensor_sums.ts`: its definition, and what compares norms, whose weights may stand for 1 + w.
 *
 * @module
 */

import { roundArrayToBf16 } from "../../math/dtypes.ts";

/** Sums over the elements a and b of two tensors, from which all that tells how far they are apart is made. */
export interface TensorSums {
  /** Of a². */
  readonly base: number;
  /** Of b². */
  readonly instruct: number;
  /** Of (a - b)². */
  readonly delta: number;
  /** Of (a - b)(a + b): the difference of the first two without what they have in common. */
  readonly baseExcess: number;
  /** Of (bf16(a) - a)², a as stored. */
  readonly baseRounding: number;
  /** The same of b. */
  readonly instructRounding: number;
  /** How many of a and b differ. */
  readonly nChanged: number;
  /** The largest |a - b|. */
  readonly largest: number;
}

/** How two stretches are compared. */
export interface SumOptions {
  /** Whether both are rounded to bfloat16 first. */
  readonly isRounded: boolean;
  /** Added to every element once it is rounded; 0 unless told. */
  readonly offset?: number;
}

/** Of four lanes, the last of which is as the kernel adds them. */
type Lanes = [number, number, number, number];

/**
 * The sums of two stretches as stored, in float64: every fourth element has a lane of its own.
 *
 * @param a f32 `[N]`
 * @param b f32 `[N]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tensorSums } from "./tensor_sums.ts";
 * const sums = tensorSums(Float32Array.of(1, 2), Float32Array.of(1, 4), { isRounded: true });
 * assert.deepEqual([sums.delta, sums.baseExcess, sums.nChanged, sums.largest], [4, -12, 1, 2]);
 * ```
 */
export function tensorSums(
  a: Float32Array,
  b: Float32Array,
  { isRounded, offset = 0 }: SumOptions,
): TensorSums {
  const [roundedA, roundedB] = [roundArrayToBf16(a), roundArrayToBf16(b)];
  const [takenA, takenB] = isRounded ? [roundedA, roundedB] : [a, b];
  const lanes = (term: (i: number) => number) => {
    const sums: Lanes = [0, 0, 0, 0];
    for (let i = 0; i < a.length; i++) sums[i % 4]! += term(i);
    return (sums[0] + sums[2]) + (sums[1] + sums[3]);
  };
  const x = (i: number) => offset + takenA[i]!;
  const y = (i: number) => offset + takenB[i]!;
  const d = (i: number) => x(i) - y(i);
  let [nChanged, largest] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    if (takenA[i] !== takenB[i]) nChanged++;
    largest = Math.max(largest, Math.abs(d(i)));
  }
  return {
    base: lanes((i) => x(i) * x(i)),
    instruct: lanes((i) => y(i) * y(i)),
    delta: lanes((i) => d(i) * d(i)),
    baseExcess: lanes((i) => d(i) * (x(i) + y(i))),
    baseRounding: lanes((i) => (roundedA[i]! - a[i]!) ** 2),
    instructRounding: lanes((i) => (roundedB[i]! - b[i]!) ** 2),
    nChanged,
    largest,
  };
}

/** What two stretches of one tensor give together. */
export function addedSums(a: TensorSums, b: TensorSums): TensorSums {
  return {
    base: a.base + b.base,
    instruct: a.instruct + b.instruct,
    delta: a.delta + b.delta,
    baseExcess: a.baseExcess + b.baseExcess,
    baseRounding: a.baseRounding + b.baseRounding,
    instructRounding: a.instructRounding + b.instructRounding,
    nChanged: a.nChanged + b.nChanged,
    largest: Math.max(a.largest, b.largest),
  };
}

/** Of no elements. */
export const NO_SUMS: TensorSums = {
  base: 0,
  instruct: 0,
  delta: 0,
  baseExcess: 0,
  baseRounding: 0,
  instructRounding: 0,
  nChanged: 0,
  largest: 0,
};
