/**
 * Weight matrices read tile by tile, in file order, with several reads in flight.
 *
 * @module
 */

import { Turns } from "../sources/folder/turns.ts";
import { alignedBytes } from "../sources/folder/bytes.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import { readAhead } from "./read_ahead.ts";
import { type TilePlan, tileRows } from "./tiles.ts";

/** One tile whose rows lie in `bytes`, each padded with zeros as the plan says. */
export interface Tile {
  /** Counted from 0 within its matrix. */
  readonly tileIx: number;
  readonly firstRow: number;
  readonly nRows: number;
  /** Which of the stream's buffers holds it, from 0; the buffer is refilled once the consumer returns. */
  readonly slot: number;
  /** The whole buffer: the rows are its first `nRows * paddedRowBytes` bytes, what follows is left over from earlier tiles. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A few buffers that are filled ahead of the consumer and used again for every tile of every matrix. */
export class TileStream {
  readonly #slots: Uint8Array<ArrayBuffer>[];
  /** Matrices come one after another. */
  readonly #turns = new Turns(1);

  /** @param nSlots Tiles in flight. */
  constructor(readonly nSlots: number) {
    this.#slots = Array.from({ length: nSlots }, () => new Uint8Array(0));
  }

  /**
   * Calls `consume` with each tile of `weight` in order and waits for it; the next tiles are being read meanwhile.
   *
   * @param options.bufferBytes Size of each buffer, at least `plan.tileBytes`.
   * @throws {Error} what reading or `consume` throws; no read is under way then.
   */
  forEach(
    weight: WeightTensor,
    options: {
      plan: TilePlan;
      bufferBytes: number;
      consume: (tile: Tile) => Promise<void> | void;
    },
  ): Promise<void> {
    return this.#turns.run(() => this.#stream(weight, options));
  }

  #stream(
    weight: WeightTensor,
    { plan, bufferBytes, consume }: Parameters<TileStream["forEach"]>[1],
  ): Promise<void> {
    return readAhead({
      nPieces: plan.nTiles,
      nSlots: this.nSlots,
      read: (tileIx) => this.#readTile(weight, { plan, bufferBytes, tileIx }),
      consume,
    });
  }

  async #readTile(
    weight: WeightTensor,
    { plan, bufferBytes, tileIx }: { plan: TilePlan; bufferBytes: number; tileIx: number },
  ): Promise<Tile> {
    const slot = tileIx % this.nSlots;
    let bytes = this.#slots[slot];
    if (bytes === undefined || bytes.byteLength < bufferBytes) {
      bytes = this.#slots[slot] = alignedBytes(bufferBytes);
    }
    const { firstRow, nRows } = tileRows(plan, tileIx);
    await weight.read(firstRow * plan.rowBytes, bytes.subarray(0, nRows * plan.rowBytes));
    padRows(bytes, nRows, plan);
    return { tileIx, firstRow, nRows, slot, bytes };
  }
}

/** Moves rows that lie one after another to their padded places, in place, and zeroes the padding. */
function padRows(
  bytes: Uint8Array,
  nRows: number,
  { rowBytes, paddedRowBytes }: Pick<TilePlan, "rowBytes" | "paddedRowBytes">,
): void {
  if (rowBytes === paddedRowBytes) return;
  // From the last row on, so that no row is overwritten before it has moved.
  for (let row = nRows - 1; row >= 0; row--) {
    bytes.copyWithin(row * paddedRowBytes, row * rowBytes, (row + 1) * rowBytes);
    bytes.fill(0, row * paddedRowBytes + rowBytes, (row + 1) * paddedRowBytes);
  }
}
