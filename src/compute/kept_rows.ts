/**
 * Some rows of a weight, as stored: kept as they pass by, or read by themselves.
 *
 * Shape letters: R rows (outputs) and K columns of a weight.
 *
 * @module
 */

import { bytesPerElement } from "../math/dtypes.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";

/** The weight, of which some rows are kept as they are read, one after another. */
export function keepingRows(
  weight: WeightTensor,
  rows: readonly number[],
): { watched: WeightTensor; bytes: Uint8Array } {
  const { name, fileName, shape, dtype, sizeBytes } = weight;
  const rowBytes = bytesOfRow(weight);
  const bytes = new Uint8Array(rows.length * rowBytes);
  const watched: WeightTensor = {
    name,
    fileName,
    shape,
    dtype,
    sizeBytes,
    async read(offsetBytes, into) {
      await weight.read(offsetBytes, into);
      const endByte = offsetBytes + into.byteLength;
      for (const [ix, row] of rows.entries()) {
        const start = Math.max(offsetBytes, row * rowBytes);
        const end = Math.min(endByte, (row + 1) * rowBytes);
        if (start >= end) continue;
        const part = into.subarray(start - offsetBytes, end - offsetBytes);
        bytes.set(part, ix * rowBytes + start - row * rowBytes);
      }
    },
  };
  return { watched, bytes };
}

/** Some rows of a weight, ascending, one after another. */
export async function readRows(weight: WeightTensor, rows: readonly number[]): Promise<Uint8Array> {
  const rowBytes = bytesOfRow(weight);
  const bytes = new Uint8Array(rows.length * rowBytes);
  for (let ix = 0, end: number; ix < rows.length; ix = end) {
    for (end = ix + 1; end < rows.length && rows[end]! - rows[ix]! === end - ix;) end++;
    await weight.read(rows[ix]! * rowBytes, bytes.subarray(ix * rowBytes, end * rowBytes));
  }
  return bytes;
}

function bytesOfRow({ shape, dtype }: WeightTensor): number {
  return (shape[1] ?? 0) * bytesPerElement(dtype);
}
