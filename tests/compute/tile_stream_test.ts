import assert from "node:assert/strict";
import { type Tile, TileStream } from "../../src/compute/tile_stream.ts";
import { KERNEL_TILE_LAYOUT, planTiles } from "../../src/compute/tiles.ts";
import { type MemoryWeight, weightOfBytes } from "./memory_weight.ts";

/** A BF16 matrix whose bytes count up from 1, and a plan of `maxTileRows` rows a tile. */
function matrix(nRows: number, nColumns: number, maxTileRows: number) {
  const bytes = Uint8Array.from({ length: 2 * nRows * nColumns }, (_, i) => i + 1);
  const weight = weightOfBytes(bytes, { shape: [nRows, nColumns], dtype: "BF16" });
  const plan = planTiles(weight, { ...KERNEL_TILE_LAYOUT, maxTileRows });
  return { weight, plan, bufferBytes: plan.tileBytes };
}

async function collect(
  stream: TileStream,
  { weight, plan, bufferBytes }: ReturnType<typeof matrix>,
) {
  const tiles: { firstRow: number; rows: number[] }[] = [];
  await stream.forEach(weight, {
    plan,
    bufferBytes,
    consume: ({ firstRow, nRows, bytes }: Tile) => {
      tiles.push({ firstRow, rows: [...bytes.subarray(0, nRows * plan.paddedRowBytes)] });
    },
  });
  return tiles;
}

Deno.test("TileStream hands on whole rows in file order and reads each byte once", async () => {
  const source = matrix(5, 16, 2);
  const tiles = await collect(new TileStream(3), source);
  assert.deepEqual(tiles.map(({ firstRow }) => firstRow), [0, 2, 4]);
  assert.deepEqual(tiles.flatMap(({ rows }) => rows), Array.from({ length: 160 }, (_, i) => i + 1));
  assert.deepEqual(source.weight.reads, [
    { offsetBytes: 0, sizeBytes: 64 },
    { offsetBytes: 64, sizeBytes: 64 },
    { offsetBytes: 128, sizeBytes: 32 },
  ]);
});

Deno.test("TileStream pads rows with zeros, also in a buffer that held another tile", async () => {
  const stream = new TileStream(1);
  await collect(stream, matrix(4, 16, 2));
  const tiles = await collect(stream, matrix(4, 3, 2));
  const zeros = Array(26).fill(0);
  assert.deepEqual(tiles, [
    { firstRow: 0, rows: [1, 2, 3, 4, 5, 6, ...zeros, 7, 8, 9, 10, 11, 12, ...zeros] },
    { firstRow: 2, rows: [13, 14, 15, 16, 17, 18, ...zeros, 19, 20, 21, 22, 23, 24, ...zeros] },
  ]);
});

Deno.test("TileStream reads ahead no further than its buffers", async () => {
  const source = matrix(10, 8, 1);
  const ahead: number[] = [];
  await new TileStream(3).forEach(source.weight, {
    ...source,
    consume: ({ firstRow }) => {
      ahead.push(source.weight.reads.length - firstRow);
    },
  });
  assert.deepEqual(ahead, [3, 3, 3, 3, 3, 3, 3, 3, 2, 1]);
});

Deno.test("TileStream lets matrices asked for at once take turns", async () => {
  const stream = new TileStream(2);
  const order: string[] = [];
  const run = (name: string) => {
    const { weight, plan, bufferBytes } = matrix(4, 8, 1);
    const consume = async ({ firstRow }: Tile) => {
      await Promise.resolve();
      order.push(`${name}${firstRow}`);
    };
    return stream.forEach(weight, { plan, bufferBytes, consume });
  };
  await Promise.all([run("a"), run("b")]);
  assert.deepEqual(order, ["a0", "a1", "a2", "a3", "b0", "b1", "b2", "b3"]);
});

Deno.test("TileStream passes on a failed read once no other is under way, and can be used again", async () => {
  const stream = new TileStream(3);
  const { weight, plan, bufferBytes } = matrix(6, 8, 1);
  let nUnderWay = 0;
  const failing: MemoryWeight = {
    ...weight,
    async read(offsetBytes, into) {
      nUnderWay++;
      await new Promise((resolve) => setTimeout(resolve, 2));
      nUnderWay--;
      if (offsetBytes === 16) throw new Error("Cannot read f.safetensors: it ended");
      into.fill(0);
    },
  };
  await assert.rejects(stream.forEach(failing, { plan, bufferBytes, consume: () => {} }), {
    message: "Cannot read f.safetensors: it ended",
  });
  assert.equal(nUnderWay, 0);
  assert.equal((await collect(stream, matrix(6, 8, 1))).length, 6);
});
