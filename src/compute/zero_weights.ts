/**
 * Whether a tensor holds nothing but zeros: block expansion and pruning set whole MLPs to zero, and then an output of zeros is right.
 *
 * @module
 */

import type { WeightDtype, WeightTensor } from "../sources/checkpoint/weights.ts";

/** Bytes of one read. */
const CHUNK_BYTES = 16 * 2 ** 20;
/** All bits but the sign of the two-byte word that holds it. */
const MAGNITUDE = 0x7fff;

/**
 * True where every element is 0 or -0. Reads up to the first that is not, so that an ordinary tensor costs one short read.
 *
 * @throws what the tensor's `read` throws.
 */
export async function isAllZero(tensor: WeightTensor): Promise<boolean> {
  const { sizeBytes, dtype } = tensor;
  for (let offset = 0; offset < sizeBytes; offset += CHUNK_BYTES) {
    const bytes = new Uint8Array(Math.min(CHUNK_BYTES, sizeBytes - offset));
    await tensor.read(offset, bytes);
    if (!isZero(bytes, dtype)) return false;
  }
  return true;
}

/** Chunks begin at whole elements, which are little-endian: the word with the sign is the last of each. */
function isZero(bytes: Uint8Array<ArrayBuffer>, dtype: WeightDtype): boolean {
  const words = new Uint16Array(bytes.buffer, 0, bytes.length / 2);
  const nWords = dtype === "F32" ? 2 : 1;
  return words.every((word, i) => (i % nWords === nWords - 1 ? word & MAGNITUDE : word) === 0);
}
