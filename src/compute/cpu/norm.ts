/**
 * CPU twin of `kernels/norm.wgsl`: its definition, in plain loops.
 *
 * @module
 */

import { roundToBf16 } from "../../math/dtypes.ts";
import type { NormOptions, NormUse } from "../engine.ts";

/**
 * n = z / sqrt(mean(z^2) + eps) * (normOffset + w), per row, accumulated in float64 and stored as float32; z is x, or x less its mean.
 *
 * @param x f32 `[V, C]`
 * @param weight f32 `[C]`, C at least 1
 * @returns f32 `[V, C]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { norm } from "./norm.ts";
 * const options = { eps: 0, normOffset: 1, isCentred: false, isOutputRounded: false } as const;
 * const n = norm(new Float32Array([3, 3]), new Float32Array([0, 1]), options);
 * assert(n[0] === 1 && n[1] === 2);
 * ```
 */
export function norm(
  x: Float32Array,
  weight: Float32Array,
  { eps, normOffset, isCentred, isOutputRounded }:
    & NormOptions
    & Pick<NormUse, "isOutputRounded">,
): Float32Array<ArrayBuffer> {
  const nColumns = weight.length; // C
  const n = new Float32Array(x.length);
  for (let start = 0; start < x.length; start += nColumns) {
    let sum = 0;
    if (isCentred) {
      for (let c = 0; c < nColumns; c++) sum += x[start + c] ?? 0;
    }
    const mean = sum / nColumns;
    let squares = 0;
    for (let c = 0; c < nColumns; c++) {
      const value = (x[start + c] ?? 0) - mean;
      squares += value * value;
    }
    const rms = Math.sqrt(squares / nColumns + eps);
    for (let c = 0; c < nColumns; c++) {
      const value = ((x[start + c] ?? 0) - mean) / rms * (normOffset + (weight[c] ?? 0));
      n[start + c] = isOutputRounded ? roundToBf16(value) : value;
    }
  }
  return n;
}
