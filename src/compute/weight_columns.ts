/**
 * A few columns of a weight matrix, on the host: what single neurons write.
 *
 * Shape letters: R rows, K columns.
 *
 * @module
 */

import { bytesPerElement } from "../math/dtypes.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import { decodeWeights } from "./decode_weights.ts";
import type { EngineOptions, WeightRounding } from "./engine.ts";
import { TileStream } from "./tile_stream.ts";
import { MAX_TILE_BYTES, planTiles } from "./tiles.ts";

/** Tiles that are being read or taken apart at a time. */
const N_SLOTS = 2;

/** What {@link readColumns} takes beside the weight. */
export interface ReadColumnsOptions {
  /** Which columns, from 0. */
  readonly columns: readonly number[];
  readonly rounding: WeightRounding;
  /** Largest tile in bytes. */
  readonly maxTileBytes?: number;
  readonly onWeightBytes?: EngineOptions["onWeightBytes"];
}

/**
 * Reads columns of `weight` `[R, K]` as rows, f32 `[columns.length, R]`. A row lies in one piece in the file and a column does
 * not, so the whole matrix is read, once; only what is asked for is decoded.
 *
 * @throws {RangeError} if the weight is no matrix or has no such column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readColumns } from "./weight_columns.ts";
 * const stored = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
 * const down = {
 *   name: "down",
 *   fileName: "model.safetensors",
 *   shape: [2, 2],
 *   dtype: "F32",
 *   sizeBytes: 16,
 *   read(offset: number, into: Uint8Array) {
 *     into.set(stored.subarray(offset, offset + into.length));
 *     return Promise.resolve();
 *   },
 * } as const;
 * const columns = await readColumns(down, { columns: [1], rounding: "bf16" });
 * assert(columns[0] === 2 && columns[1] === 4);
 * ```
 */
export async function readColumns(
  weight: WeightTensor,
  { columns, rounding, onWeightBytes, maxTileBytes = MAX_TILE_BYTES }: ReadColumnsOptions,
): Promise<Float32Array> {
  const plan = planTiles(weight, { columnMultiple: 1, maxTileBytes, maxTileRows: Infinity });
  const { nRows: pitch, nColumns, rowBytes, tileBytes } = plan;
  const unknown = columns.find((column) => !(column >= 0 && column < nColumns));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot read a column of "${weight.name}": expected 0 to ${nColumns - 1}, got ${unknown}`,
    );
  }
  const values = new Float32Array(columns.length * pitch);
  if (columns.length === 0) return values;
  const elementBytes = bytesPerElement(weight.dtype);
  await new TileStream(N_SLOTS).forEach(weight, {
    plan,
    bufferBytes: tileBytes,
    consume({ firstRow, nRows, bytes }) {
      onWeightBytes?.(nRows * rowBytes);
      const stored = new Uint8Array(columns.length * nRows * elementBytes);
      let to = 0;
      for (const column of columns) {
        for (let row = 0; row < nRows; row++) {
          const from = row * rowBytes + column * elementBytes;
          for (let byte = 0; byte < elementBytes; byte++) stored[to++] = bytes[from + byte] ?? 0;
        }
      }
      const tile = decodeWeights(stored, { dtype: weight.dtype, rounding });
      for (let ix = 0; ix < columns.length; ix++) {
        values.set(tile.subarray(ix * nRows, (ix + 1) * nRows), ix * pitch + firstRow);
      }
    },
  });
  return values;
}
