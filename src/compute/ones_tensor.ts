/**
 * The weight of a norm that has none stored.
 *
 * @module
 */

import type { WeightTensor } from "../sources/checkpoint/weights.ts";

const FLOAT32_BYTES = 4;

/** Ones, F32 `[n]`: a norm that does not scale its coordinates is one that scales them by 1. */
export function onesTensor(n: number): WeightTensor {
  const bytes = new Uint8Array(new Float32Array(n).fill(1).buffer);
  return {
    name: "a norm without weights",
    fileName: "none",
    shape: [n],
    dtype: "F32",
    sizeBytes: n * FLOAT32_BYTES,
    read(offsetBytes, into) {
      into.set(bytes.subarray(offsetBytes, offsetBytes + into.byteLength));
      return Promise.resolve();
    },
  };
}
