import assert from "node:assert/strict";
import { KERNEL_TILE_LAYOUT, planTiles, roundUp } from "../../src/compute/tiles.ts";

const tensor = (nRows: number, nColumns: number, dtype: "BF16" | "F32" = "BF16") => ({
  name: "model.layers.3.mlp.up_proj.weight",
  shape: [nRows, nColumns],
  dtype,
});
const layout = (limits: Partial<typeof KERNEL_TILE_LAYOUT>) => ({
  ...KERNEL_TILE_LAYOUT,
  ...limits,
});

Deno.test("roundUp() keeps multiples and raises the rest", () => {
  assert.deepEqual([0, 1, 8, 9].map((n) => roundUp(n, 8)), [0, 8, 8, 16]);
});

Deno.test("planTiles() cuts a matrix of gemma-2-27b into tiles of at most 16 MiB", () => {
  assert.deepEqual(planTiles(tensor(36864, 4608, "F32")), {
    nRows: 36864,
    nColumns: 4608,
    paddedColumns: 4608,
    rowBytes: 18432,
    paddedRowBytes: 18432,
    rowsPerTile: 910,
    nTiles: 41,
    tileBytes: 910 * 18432,
  });
});

Deno.test("planTiles() pads rows to a multiple of 16", () => {
  const { paddedColumns, rowBytes, paddedRowBytes, tileBytes } = planTiles(tensor(3, 9));
  assert.deepEqual({ paddedColumns, rowBytes, paddedRowBytes, tileBytes }, {
    paddedColumns: 16,
    rowBytes: 18,
    paddedRowBytes: 32,
    tileBytes: 96,
  });
});

Deno.test("planTiles() leaves rows as they are where the layout asks for no padding", () => {
  const { rowBytes, paddedRowBytes } = planTiles(tensor(3, 9), layout({ columnMultiple: 1 }));
  assert.deepEqual([rowBytes, paddedRowBytes], [18, 18]);
});

Deno.test("planTiles() covers every row once, whatever the limits", () => {
  for (const nRows of [1, 2, 15, 16, 17, 100]) {
    for (const maxTileBytes of [32, 33, 63, 64, 320, 1 << 20]) {
      for (const maxTileRows of [1, 7, Infinity]) {
        const plan = planTiles(tensor(nRows, 8), layout({ maxTileBytes, maxTileRows }));
        assert.ok(plan.tileBytes <= maxTileBytes && plan.rowsPerTile <= maxTileRows);
        assert.ok((plan.nTiles - 1) * plan.rowsPerTile < nRows);
        assert.ok(plan.nTiles * plan.rowsPerTile >= nRows);
      }
    }
  }
});

Deno.test("planTiles() takes whole multiples of rows where a tile has room for one", () => {
  const rowsPerTile = (nRows: number, maxTileRows: number) =>
    planTiles(tensor(nRows, 16), layout({ maxTileRows, rowMultiple: 8 })).rowsPerTile;
  assert.deepEqual([16, 15, 9, 8].map((n) => rowsPerTile(100, n)), [16, 8, 8, 8]);
  assert.equal(rowsPerTile(100, 7), 7);
  assert.equal(rowsPerTile(5, 16), 5);
});

Deno.test("planTiles() refuses a row that exceeds a tile", () => {
  assert.throws(() => planTiles(tensor(2, 8), layout({ maxTileBytes: 31 })), {
    name: "RangeError",
    message:
      'Cannot tile "model.layers.3.mlp.up_proj.weight": expected rows of at most 31 bytes, got 32',
  });
});

Deno.test("planTiles() refuses what is not a matrix", () => {
  for (const shape of [[], [8], [0, 8], [8, 0], [2, 2, 2]]) {
    assert.throws(() => planTiles({ name: "w", shape, dtype: "F32" }), {
      name: "RangeError",
      message: `Cannot tile "w": expected a matrix, got shape [${shape.join(", ")}]`,
    });
  }
});
