/**
 * Short names for what an input holds, so that a reader can tell whether a copy is the same.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type Checkpoint, layerTensors, type WeightTensor } from "./weights.ts";

/** Bytes that are taken of every tensor: few enough to cost nothing, enough to tell checkpoints apart. */
const SAMPLE_BYTES = 4096;

/**
 * SHA-256, in hexadecimal, of the recipe and of every MLP tensor of `layers`: its name, dtype, shape and first 4,096 bytes. It
 * tells checkpoints apart and proves nothing of the bytes that it leaves out.
 *
 * @throws {Error} if a tensor cannot be read.
 */
export async function checkpointFingerprint(
  checkpoint: Pick<Checkpoint, "recipe" | "layerWeights">,
  layers: readonly number[],
): Promise<string> {
  // A default computes what the same value in config.json does.
  const { defaults: _, ...recipe } = checkpoint.recipe;
  const hash = createHash("sha256").update(JSON.stringify(recipe));
  for (const layer of layers) {
    for (const tensor of layerTensors(checkpoint.layerWeights(layer))) {
      await addTensor(hash, tensor);
    }
  }
  return hash.digest("hex");
}

async function addTensor(hash: ReturnType<typeof createHash>, tensor: WeightTensor) {
  const { name, dtype, shape, sizeBytes } = tensor;
  const sample = new Uint8Array(Math.min(SAMPLE_BYTES, sizeBytes));
  await tensor.read(0, sample);
  hash.update(JSON.stringify([name, dtype, shape])).update(sample);
  // What an adapter adds is small, and two of them may agree in the sample.
  if (tensor.changeHash !== undefined) hash.update(await tensor.changeHash());
}

/** SHA-256, in hexadecimal, of vectors by kind, name and values, in the order given. */
export function vectorsFingerprint(
  vectors: Iterable<{ kind: string; name: string; values: Float32Array }>,
): string {
  const hash = createHash("sha256");
  for (const { kind, name, values } of vectors) {
    hash.update(JSON.stringify([kind, name]));
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}
