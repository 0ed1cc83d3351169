/**
 * Stored weights as numbers on the host.
 *
 * @module
 */

import { decodeToFloat32, roundArrayToBf16 } from "../math/dtypes.ts";
import type { WeightDtype } from "../sources/checkpoint/weights.ts";
import type { WeightRounding } from "./engine.ts";

/** Weights as float32, rounded as a use asks. */
export function decodeWeights(
  bytes: Uint8Array,
  { dtype, rounding }: { dtype: WeightDtype; rounding: WeightRounding },
): Float32Array {
  const values = decodeToFloat32(bytes, dtype);
  return rounding === "bf16" && dtype !== "BF16" ? roundArrayToBf16(values) : values;
}
