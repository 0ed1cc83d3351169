/**
 * Two tensors of one shape read side by side, tile by tile: no more tiles of each are held than there are rooms, whatever their size.
 *
 * @module
 */

import { MAX_TILE_BYTES, planTiles, type TilePlan, tileRows } from "../compute/tiles.ts";
import { readAhead } from "../compute/read_ahead.ts";
import type { Side } from "../compute/mixture.ts";
import type { PairRoom } from "../compute/wasm/weight_pairs.ts";
import { bytesPerElement } from "../math/dtypes.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";

/** A tensor of either model. */
export interface TensorPair {
  readonly base: WeightTensor;
  readonly instruct: WeightTensor;
}

/** The same rows of both, in a room that is filled again once the consumer returns. */
export interface TilePair {
  /** Elements before it. */
  readonly firstElement: number;
  /** Of a norm or a bias one row. */
  readonly shape: readonly [nRows: number, nColumns: number];
  readonly room: PairRoom;
  readonly base: Uint8Array;
  readonly instruct: Uint8Array;
}

/** What becomes of tiles. */
export interface TileUse<T> {
  /** Computes of one while others are read and computed. */
  readonly compute: (tiles: TilePair) => Promise<T> | T;
  /** Takes what came of each, in order. */
  readonly consume: (tiles: TilePair, computed: T) => void;
}

/** Half of one of a pass, so that four take no more memory than two. */
const TILE_BYTES = MAX_TILE_BYTES / 2;

/** Rooms that are filled in turn, for one pair of tensors after another. */
export class PairStream {
  readonly #rooms: readonly PairRoom[];
  readonly #maxTileBytes: number;

  /** @param options.maxTileBytes Of one tile of the wider tensor. */
  constructor(
    rooms: readonly PairRoom[],
    { maxTileBytes = TILE_BYTES }: { maxTileBytes?: number } = {},
  ) {
    this.#rooms = rooms;
    this.#maxTileBytes = maxTileBytes;
  }

  /**
   * Computes of each pair of tiles, and takes what came of it in their order.
   *
   * @throws {Error} what reading, computing or consuming throws; no read is under way then.
   */
  forEach<T>(pair: TensorPair, { compute, consume }: TileUse<T>): Promise<void> {
    const plan = this.#plan(pair);
    return readAhead({
      nPieces: plan.nTiles,
      nSlots: this.#rooms.length,
      read: async (tileIx) => {
        const tiles = await this.#read(pair, plan, tileIx);
        return { tiles, computed: await compute(tiles) };
      },
      consume: ({ tiles, computed }) => consume(tiles, computed),
    });
  }

  /** That of the wider tensor. */
  #plan({ base, instruct }: TensorPair): TilePlan {
    const [wider] = [base, instruct].toSorted((a, b) =>
      bytesPerElement(b.dtype) - bytesPerElement(a.dtype)
    );
    const { name, dtype, shape } = wider!;
    // A vector may be cut anywhere.
    return planTiles({ name, dtype, shape: shape.length === 1 ? [...shape, 1] : shape }, {
      columnMultiple: 1,
      maxTileBytes: this.#maxTileBytes,
      maxTileRows: Infinity,
    });
  }

  async #read(pair: TensorPair, plan: TilePlan, tileIx: number): Promise<TilePair> {
    const { firstRow, nRows } = tileRows(plan, tileIx);
    const { nColumns } = plan;
    const firstElement = firstRow * nColumns;
    const room = this.#rooms[tileIx % this.#rooms.length]!;
    const read = async (side: Side) => {
      const size = bytesPerElement(pair[side].dtype);
      const bytes = room.bytes(side, nRows * nColumns * size);
      await pair[side].read(firstElement * size, bytes);
      return bytes;
    };
    // The base first: an adapter's side takes what that has read.
    const base = await read("base");
    const instruct = await read("instruct");
    const isVector = pair.base.shape.length === 1;
    return {
      firstElement,
      shape: isVector ? [1, nRows] : [nRows, nColumns],
      ...{ room, base, instruct },
    };
  }
}
