/**
 * CPU twin of `kernels/add_bias.wgsl`: its definition, in plain loops.
 *
 * @module
 */

import { roundToBf16 } from "../../math/dtypes.ts";
import type { NormUse } from "../engine.ts";

/**
 * x + b, per row.
 *
 * @param x f32 `[V, K]`
 * @param bias f32 `[K]`, K at least 1
 * @returns f32 `[V, K]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { addBias } from "./add_bias.ts";
 * const options = { isOutputRounded: false };
 * assert.deepEqual([...addBias(Float32Array.of(1, 2, 3, 4), Float32Array.of(10, 20), options)], [11, 22, 13, 24]);
 * ```
 */
export function addBias(
  x: Float32Array,
  bias: Float32Array,
  { isOutputRounded }: Pick<NormUse, "isOutputRounded">,
): Float32Array<ArrayBuffer> {
  const nColumns = bias.length; // K
  return Float32Array.from(x, (value, i) => {
    const sum = value + (bias[i % nColumns] ?? 0);
    return isOutputRounded ? roundToBf16(sum) : sum;
  });
}
