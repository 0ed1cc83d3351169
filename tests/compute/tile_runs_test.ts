import assert from "node:assert/strict";
import { tileRuns } from "../../src/compute/wasm/tile_runs.ts";

Deno.test("tileRuns() takes every tile once, in order, and ends with single ones", () => {
  for (const nTiles of [1, 2, 7, 97]) {
    for (const nThreads of [1, 2, 64]) {
      const runs = tileRuns({ nTiles, tileBytes: 7 * 2 ** 20 }, nThreads);
      const tiles = runs.flatMap(({ firstTile, endTile }) =>
        Array.from({ length: endTile - firstTile }, (_, ix) => firstTile + ix)
      );
      assert.deepEqual(tiles, Array.from({ length: nTiles }, (_, ix) => ix));
      assert.equal(runs.at(-1)!.endTile - runs.at(-1)!.firstTile, 1);
      assert.ok(runs.length >= Math.min(nTiles, nThreads));
    }
  }
});

Deno.test("tileRuns() makes no run of more than 64 MiB, but for one tile that is larger", () => {
  const bytesOf = (tileBytes: number) =>
    tileRuns({ nTiles: 1000, tileBytes }, 1).map(({ firstTile, endTile }) =>
      (endTile - firstTile) * tileBytes
    );
  assert.equal(Math.max(...bytesOf(2 ** 20)), 64 * 2 ** 20);
  assert.equal(Math.max(...bytesOf(2 ** 30)), 2 ** 30);
});
