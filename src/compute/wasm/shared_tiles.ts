/**
 * Weight matrices read tile by tile into shared memory, several at a time, and consumed by several threads.
 *
 * @module
 */

import type { WeightTensor } from "../../sources/checkpoint/weights.ts";
import { Turns } from "../../sources/folder/turns.ts";
import { type TilePlan, tileRows } from "../tiles.ts";
import type { Memory } from "./memory.ts";
import { Room } from "./room.ts";

/** One tile, whose rows lie one after another. */
export interface SharedTile {
  readonly at: number;
  readonly firstRow: number;
  readonly nRows: number;
}

/** Buffers that are filled ahead of the threads and used again for every tile of every matrix. */
export class SharedTiles {
  readonly #idle: Room[];
  /** Tiles come one after another, those of a matrix behind those of the matrix before, of which some may still be read or computed. */
  readonly #turns: Turns;

  constructor(memory: Memory, nSlots: number) {
    this.#idle = Array.from({ length: nSlots }, () => new Room(memory));
    this.#turns = new Turns(nSlots);
  }

  /**
   * Calls `consume` with each tile of `weight` as soon as it is read, or with `isOrdered` one after another; the buffer is filled again
   * once what it returns is done.
   *
   * @throws {Error} the first that reading or `consume` throws; neither is under way then.
   */
  async forEach(
    weight: WeightTensor,
    { plan, isOrdered, done: doneBefore = new Set(), consume }: {
      plan: TilePlan;
      isOrdered: boolean;
      /** Tiles that are left out. */
      done?: ReadonlySet<number>;
      consume: (tile: SharedTile) => Promise<void>;
    },
  ): Promise<void> {
    let failure: { readonly error: unknown } | null = null;
    const done: Promise<void>[] = [];
    const take = async (tileIx: number) => {
      if (failure !== null || doneBefore.has(tileIx)) return;
      const room = this.#idle.pop()!; // there are as many as turns
      try {
        const { firstRow, nRows } = tileRows(plan, tileIx);
        const bytes = room.bytes(plan.tileBytes).subarray(0, nRows * plan.rowBytes);
        await weight.read(firstRow * plan.rowBytes, bytes);
        if (isOrdered) await done[tileIx - 1];
        if (failure === null) await consume({ at: room.at, firstRow, nRows });
      } catch (error) {
        failure ??= { error };
      } finally {
        this.#idle.push(room);
      }
    };
    for (let tileIx = 0; tileIx < plan.nTiles; tileIx++) {
      done.push(this.#turns.run(() => take(tileIx)));
    }
    await Promise.all(done);
    if (failure !== null) throw (failure as { error: unknown }).error;
  }
}
