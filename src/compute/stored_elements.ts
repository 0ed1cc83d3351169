/**
 * Weights as a file has them, for kernels on the host.
 *
 * @module
 */

import { bytesPerElement, decodeToFloat32 } from "../math/dtypes.ts";
import type { WeightDtype } from "../sources/checkpoint/weights.ts";

/** Elements as a file has them. */
export interface StoredElements {
  readonly bytes: Uint8Array;
  readonly dtype: WeightDtype;
}

/** As kernels on the host take them: bfloat16 as it is, the others as float32. */
export function wholeOrHalf({ bytes, dtype }: StoredElements) {
  if (dtype !== "F16") {
    return { bytes, elementBytes: bytesPerElement(dtype), isWide: dtype === "F32" };
  }
  const values = decodeToFloat32(bytes, dtype);
  return { bytes: new Uint8Array(values.buffer), elementBytes: 4, isWide: true };
}
