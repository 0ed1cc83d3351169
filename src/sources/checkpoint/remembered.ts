/**
 * Small tensors that several steps of a run need.
 *
 * @module
 */

import { readOnce } from "../folder/bytes.ts";
import type { WeightTensor } from "./weights.ts";

/**
 * The same tensor, read from its file at most once: its bytes are kept from the first time they are asked for. For norms, which
 * are small.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { remembered } from "./remembered.ts";
 * let nReads = 0;
 * const read = (_: number, into: Uint8Array) => Promise.resolve(void (nReads++, into.fill(7)));
 * const form = { name: "norm", fileName: "a", shape: [1], dtype: "BF16", sizeBytes: 2 } as const;
 * const tensor = remembered({ ...form, read });
 * await tensor.read(0, new Uint8Array(2));
 * await tensor.read(0, new Uint8Array(2));
 * assert(nReads === 1);
 * ```
 */
export function remembered(tensor: WeightTensor): WeightTensor {
  const { name, fileName, shape, dtype, sizeBytes } = tensor;
  return { name, fileName, shape, dtype, sizeBytes, read: readOnce(tensor) };
}
