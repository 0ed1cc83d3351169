/**
 * Weight matrices read tile by tile into shared memory, several at a time, and consumed by several threads.
 *
 * @module
 */

import type { WeightTensor } from "../../sources/checkpoint/weights.ts";
import { Turns } from "../../sources/folder/turns.ts";
import { type TilePlan, tileRows } from "../tiles.ts";
import type { Memory } from "./memory.ts";

/** One tile, whose rows lie one after another. */
export interface SharedTile {
  readonly at: number;
  readonly firstRow: number;
  readonly nRows: number;
}

/** Buffers that are filled ahead of the threads and used again for every tile of every matrix. */
export class SharedTiles {
  readonly #memory: Memory;
  readonly #slots: { at: number; nBytes: number }[];
  /** Matrices come one after another. */
  readonly #turns = new Turns(1);

  constructor(memory: Memory, nSlots: number) {
    this.#memory = memory;
    this.#slots = Array.from({ length: nSlots }, () => ({ at: 0, nBytes: 0 }));
  }

  /**
   * Calls `consume` with each tile of `weight` as soon as it is read, or with `isOrdered` one after another; the buffer is filled again
   * once what it returns is done.
   *
   * @throws {Error} the first that reading or `consume` throws; neither is under way then.
   */
  forEach(
    weight: WeightTensor,
    options: {
      plan: TilePlan;
      isOrdered: boolean;
      consume: (tile: SharedTile) => Promise<void>;
    },
  ): Promise<void> {
    return this.#turns.run(() => this.#stream(weight, options));
  }

  async #stream(
    weight: WeightTensor,
    { plan, isOrdered, consume }: Parameters<SharedTiles["forEach"]>[1],
  ): Promise<void> {
    let failure: { readonly error: unknown } | null = null;
    const done: Promise<void>[] = [];
    const take = async (tileIx: number) => {
      await done[tileIx - this.#slots.length];
      if (failure !== null) return;
      try {
        const { firstRow, nRows } = tileRows(plan, tileIx);
        const at = this.#slot(tileIx % this.#slots.length, plan.tileBytes);
        const bytes = this.#memory.bytes(at, nRows * plan.rowBytes);
        await weight.read(firstRow * plan.rowBytes, bytes);
        if (isOrdered) await done[tileIx - 1];
        if (failure === null) await consume({ at, firstRow, nRows });
      } catch (error) {
        failure ??= { error };
      }
    };
    for (let tileIx = 0; tileIx < plan.nTiles; tileIx++) done.push(take(tileIx));
    await Promise.all(done);
    if (failure !== null) throw (failure as { error: unknown }).error;
  }

  #slot(ix: number, nBytes: number): number {
    const slot = this.#slots[ix]!;
    if (slot.nBytes < nBytes) {
      if (slot.nBytes > 0) this.#memory.free(slot.at);
      slot.nBytes = 0;
      slot.at = this.#memory.allocate(nBytes);
      slot.nBytes = nBytes;
    }
    return slot.at;
  }
}
