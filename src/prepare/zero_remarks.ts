/**
 * Stretches of zeros in weights. Pruning and block expansion make them by design; so does a file that was given its whole size and not
 * written to its end, of which the rest reads as zeros and every figure looks like one.
 *
 * @module
 */

import { bytesPerElement } from "../math/dtypes.ts";
import type { Checkpoint, WeightTensor } from "../sources/checkpoint/weights.ts";
import { layersText } from "../text/layers.ts";
import { list } from "../text/words.ts";
import type { RunInputs } from "./run_inputs.ts";

/** No trained matrix has as many zeros in a row. */
const STRETCH_BYTES = 4096;

/** Of both sides; `layers` are those analysed. Of each matrix its start, middle and end are looked at, where they are at hand. */
export async function zeroRemarks(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
  layers: readonly number[],
): Promise<string[]> {
  const remarks: string[] = [];
  for (const [side, checkpoint] of [["base", base], ["instruct", instruct]] as const) {
    const found = await zeroLayers(checkpoint, layers);
    if (found.length === 0) continue;
    remarks.push(
      `Long stretches of zeros stand in weights of ${side} (${
        list(found.map(({ part, layers }) => `${part} of ${layersText(layers)}`))
      }): pruning and block expansion make them by design, and a file that was not written to its end has them too; ` +
        "if they are not meant, fetch that checkpoint again.",
    );
  }
  return remarks;
}

/** The layers in which a part has such a stretch, by part. */
async function zeroLayers(checkpoint: Checkpoint, layers: readonly number[]) {
  const parts = ["gate", "up", "down"] as const;
  const found = parts.map((part) => ({ part, layers: [] as number[] }));
  for (const layer of layers) {
    const weights = checkpoint.layerWeights(layer);
    for (const { part, layers } of found) {
      if (await hasZeros(weights[part])) layers.push(layer);
    }
  }
  return found.filter(({ layers }) => layers.length > 0);
}

async function hasZeros(tensor: WeightTensor): Promise<boolean> {
  // What comes over a network is held against its size as it comes.
  if ((tensor.missingBytes?.() ?? 0) > 0) return false;
  const { sizeBytes } = tensor;
  const nBytes = Math.min(STRETCH_BYTES, sizeBytes);
  const last = sizeBytes - nBytes;
  // Reads begin at whole elements of at most 4 bytes.
  const middle = 4 * Math.floor(last / 8);
  for (const offset of new Set([0, middle, last])) {
    const bytes = new Uint8Array(nBytes);
    await tensor.read(offset, bytes);
    if (areZeros(bytes, bytesPerElement(tensor.dtype))) return true;
  }
  return false;
}

/** A weight times a mask of pruning keeps its sign, the highest bit of its last byte: -0 is a zero. */
function areZeros(bytes: Uint8Array, width: number): boolean {
  return bytes.every((byte, i) => (i % width === width - 1 ? byte & 0x7f : byte) === 0);
}
