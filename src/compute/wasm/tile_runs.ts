/**
 * Tiles of a matrix in runs: a thread reads and computes those of a run one after another, and tells the main thread once.
 *
 * @module
 */

import type { TilePlan } from "../tiles.ts";

/** A run is not larger, so that what a slow disk gives is told of at times. */
const MAX_RUN_BYTES = 64 * 2 ** 20;

/** Tiles from `firstTile` to before `endTile`. */
export interface TileRun {
  readonly firstTile: number;
  readonly endTile: number;
}

/**
 * Runs that threads take in this order, ever shorter, so that all of them end at about the same time: half of what each would have of
 * the tiles that are left. Being told of a tile takes the main thread a fifth of a millisecond, on a core that a thread computes on.
 *
 * Source: guided self-scheduling, Polychronopoulos and Kuck 1987, doi 10.1109/TC.1987.5009495
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tileRuns } from "./tile_runs.ts";
 * const runs = tileRuns({ nTiles: 9, tileBytes: 2 ** 20 }, 2);
 * assert.deepEqual(runs.map(({ firstTile, endTile }) => endTile - firstTile), [3, 2, 1, 1, 1, 1]);
 * ```
 */
export function tileRuns(
  { nTiles, tileBytes }: Pick<TilePlan, "nTiles" | "tileBytes">,
  nThreads: number,
): TileRun[] {
  const most = Math.max(1, Math.floor(MAX_RUN_BYTES / tileBytes));
  const runs: TileRun[] = [];
  for (let firstTile = 0; firstTile < nTiles;) {
    const half = Math.ceil((nTiles - firstTile) / (2 * nThreads));
    const endTile = firstTile + Math.min(half, most);
    runs.push({ firstTile, endTile });
    firstTile = endTile;
  }
  return runs;
}
