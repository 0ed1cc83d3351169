import { encodeBf16 } from "../../src/math/dtypes.ts";
import type { WeightDtype, WeightTensor } from "../../src/sources/checkpoint/weights.ts";

/** A weight in memory that counts its reads. */
export interface MemoryWeight extends WeightTensor {
  readonly reads: { offsetBytes: number; sizeBytes: number }[];
}

/** A weight of the given stored bytes. */
export function weightOfBytes(
  bytes: Uint8Array,
  { name = "w", shape, dtype }: { name?: string; shape: readonly number[]; dtype: WeightDtype },
): MemoryWeight {
  return {
    name,
    fileName: "memory.safetensors",
    shape,
    dtype,
    sizeBytes: bytes.byteLength,
    reads: [],
    async read(offsetBytes, into) {
      this.reads.push({ offsetBytes, sizeBytes: into.byteLength });
      await Promise.resolve();
      into.set(bytes.subarray(offsetBytes, offsetBytes + into.byteLength));
    },
  };
}

/** A weight of the given values, stored in `dtype`. */
export function weightOf(
  values: Float32Array,
  form: { name?: string; shape: readonly number[]; dtype: WeightDtype },
): MemoryWeight {
  return weightOfBytes(encodeWeights(values, form.dtype), form);
}

/** Values as a file stores them in `dtype`. */
export function encodeWeights(values: Float32Array, dtype: WeightDtype): Uint8Array {
  if (dtype === "BF16") return encodeBf16(values);
  return new Uint8Array((dtype === "F16" ? new Float16Array(values) : values).slice().buffer);
}
