/**
 * The entries of a weight that is a vector, on the host: that of a norm, or a bias.
 *
 * Shape letters: K entries.
 *
 * @module
 */

import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import { decodeWeights } from "./decode_weights.ts";
import type { EngineOptions, WeightUse } from "./engine.ts";
import { checkVector } from "./matrix_shapes.ts";

/**
 * Reads `vector` `[K]` once: its entries f32 `[K]` for each use, rounded as that use asks.
 *
 * @throws {RangeError} if it is not `[K]` for the matrix of a use.
 */
export async function readEntries(
  uses: readonly WeightUse[],
  vector: WeightTensor,
  onWeightBytes: EngineOptions["onWeightBytes"],
): Promise<Float32Array[]> {
  for (const { x } of uses) checkVector(x, vector);
  const bytes = new Uint8Array(vector.sizeBytes);
  await vector.read(0, bytes);
  onWeightBytes?.(bytes.byteLength);
  return uses.map(({ rounding }) => decodeWeights(bytes, { dtype: vector.dtype, rounding }));
}
