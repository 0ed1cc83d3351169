/**
 * Two tensors of one shape read side by side, tile by tile: no more than four tiles of each are held, whatever their size.
 *
 * @module
 */

import { MAX_TILE_BYTES, planTiles, type TilePlan, tileRows } from "../compute/tiles.ts";
import type { StoredElements } from "../compute/stored_elements.ts";
import { readAhead } from "../compute/read_ahead.ts";
import { bytesPerElement } from "../math/dtypes.ts";
import { alignedBytes } from "../sources/folder/bytes.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";

/** A tensor of either model. */
export interface TensorPair {
  readonly base: WeightTensor;
  readonly instruct: WeightTensor;
}

/** The same rows of both; the bytes are those of a buffer that is filled again once the consumer returns. */
export interface TilePair {
  /** Elements before it. */
  readonly firstElement: number;
  readonly base: StoredElements;
  readonly instruct: StoredElements;
}

/** Tiles of which one is compared while others are read: what comes over a network comes by several requests at once. */
const N_SLOTS = 4;
/** Half of one of a pass, so that four take no more memory than two. */
const TILE_BYTES = MAX_TILE_BYTES / 2;

/** Buffers that are filled in turn, for one pair of tensors after another. */
export class PairStream {
  readonly #maxTileBytes: number;
  readonly #buffers: Uint8Array<ArrayBuffer>[] = [];

  /** @param options.maxTileBytes Of one tile of the wider tensor. */
  constructor({ maxTileBytes = TILE_BYTES }: { maxTileBytes?: number } = {}) {
    this.#maxTileBytes = maxTileBytes;
  }

  /**
   * Calls `consume` with each pair of tiles in order; the next ones are being read meanwhile.
   *
   * @throws {Error} what reading or `consume` throws; no read is under way then.
   */
  forEach(pair: TensorPair, consume: (tiles: TilePair) => void): Promise<void> {
    const plan = this.#plan(pair);
    return readAhead({
      nPieces: plan.nTiles,
      nSlots: N_SLOTS,
      read: (tileIx) => this.#read(pair, plan, tileIx),
      consume,
    });
  }

  /** That of the wider tensor; a norm or a bias is one row. */
  #plan({ base, instruct }: TensorPair): TilePlan {
    const [wider] = [base, instruct].toSorted((a, b) =>
      bytesPerElement(b.dtype) - bytesPerElement(a.dtype)
    );
    const { name, dtype, shape } = wider!;
    return planTiles({ name, dtype, shape: shape.length === 1 ? [1, ...shape] : shape }, {
      columnMultiple: 1,
      maxTileBytes: this.#maxTileBytes,
      maxTileRows: Infinity,
    });
  }

  async #read(pair: TensorPair, plan: TilePlan, tileIx: number): Promise<TilePair> {
    const { firstRow, nRows } = tileRows(plan, tileIx);
    const firstElement = firstRow * plan.nColumns;
    const nElements = nRows * plan.nColumns;
    const slot = (tileIx % N_SLOTS) * 2;
    const read = async (tensor: WeightTensor, slot: number): Promise<StoredElements> => {
      const size = bytesPerElement(tensor.dtype);
      const bytes = this.#buffer(slot, nElements * size);
      await tensor.read(firstElement * size, bytes);
      return { bytes, dtype: tensor.dtype };
    };
    // The base first: an adapter's side takes what that has read.
    const base = await read(pair.base, slot);
    const instruct = await read(pair.instruct, slot + 1);
    return { firstElement, base, instruct };
  }

  #buffer(slot: number, nBytes: number): Uint8Array<ArrayBuffer> {
    let buffer = this.#buffers[slot];
    if (buffer === undefined || buffer.byteLength < nBytes) {
      buffer = this.#buffers[slot] = alignedBytes(nBytes);
    }
    return buffer.subarray(0, nBytes);
  }
}
