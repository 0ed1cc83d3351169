/**
 * The change of one output: lengths, length of the difference, and 1 - cos.
 *
 * @module
 */

import { roundToBf16 } from "../math/dtypes.ts";
import { norm, type Vector, widened } from "../math/vector_math.ts";

/** The four measured columns of `data/mlp.csv`. */
export interface Delta {
  base_output_norm: number; // |y_b|
  instruct_output_norm: number; // |y_i|
  delta_norm: number; // |d|
  delta_angular: number | null; // 1 - cos(y_b, y_i); null where d is not zero and one of them is
}

/** d = y_i - y_b in float64, `[C]`; under notebook rounding each entry is rounded to bfloat16. */
export function difference(
  base: Vector,
  instruct: Vector,
  options: { isRounded: boolean },
): Float64Array {
  const d = new Float64Array(instruct);
  const subtracted = widened(base, 0);
  for (let i = 0; i < d.length; i++) d[i]! -= subtracted[i]!;
  return options.isRounded ? d.map(roundToBf16) : d;
}

/**
 * Measures one pair of outputs `[C]` and their difference `[C]`.
 *
 * Where |d| is 0 so is 1 - cos; where one output alone has no length, as that of a pruned layer, there is no angle: null.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { difference, measureDelta } from "./change.ts";
 * const base = Float32Array.of(3, 4), instruct = Float32Array.of(-4, 3);
 * const delta = measureDelta(base, instruct, difference(base, instruct, { isRounded: false }));
 * assert(delta.base_output_norm === 5 && Math.abs(delta.delta_angular! - 1) < 1e-15);
 * ```
 */
export function measureDelta(base: Vector, instruct: Vector, d: Float64Array): Delta {
  const lengths: Lengths = [norm(base), norm(instruct)];
  const deltaNorm = norm(d);
  return {
    base_output_norm: lengths[0],
    instruct_output_norm: lengths[1],
    delta_norm: deltaNorm,
    delta_angular: deltaNorm === 0 ? 0 : oneMinusCos(base, instruct, lengths),
  };
}

/** Lengths of two vectors. */
export type Lengths = readonly [number, number];

/**
 * 1 - cos of the angle between two vectors as | a/|a| - b/|b| |^2 / 2, because 1 - cos itself cancels for small angles; null where
 * either has no length. Every table's 1 - cos on the host comes from here, so that equal outputs have equal figures to the bit.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { oneMinusCos } from "./change.ts";
 * const [a, b] = [Float64Array.of(3, 0), Float64Array.of(0, 4)];
 * assert(oneMinusCos(a, b, [3, 4]) === 1 && oneMinusCos(a, b, [0, 4]) === null);
 * ```
 */
export function oneMinusCos(a: Vector, b: Vector, [lengthA, lengthB]: Lengths): number | null {
  if (lengthA === 0 || lengthB === 0) return null;
  const [wideA, wideB] = [widened(a, 0), widened(b, 1)];
  let squared = 0;
  for (let k = 0; k < wideA.length; k++) {
    const turn = wideA[k]! / lengthA - wideB[k]! / lengthB;
    squared += turn * turn;
  }
  return squared / 2;
}

/** 1 - cos of what two models made of one input: null where one has no length, 0 where neither has. */
export function changeAngular(base: Vector, instruct: Vector): number | null {
  const lengths: Lengths = [norm(base), norm(instruct)];
  return lengths[0] === 0 && lengths[1] === 0 ? 0 : oneMinusCos(base, instruct, lengths);
}
