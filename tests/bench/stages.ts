/**
 * The stages of a run, each alone on the same bytes: what the disk gives, our read, the upload, the arithmetic.
 *
 * @module
 */

import type { Engine } from "../../src/compute/engine.ts";
import type { ModelLayer } from "../../src/compute/layer_pass.ts";
import { TileStream } from "../../src/compute/tile_stream.ts";
import { planTiles, type TileLayout } from "../../src/compute/tiles.ts";
import type { WeightTensor } from "../../src/sources/checkpoint/weights.ts";
import { runProcess } from "./run_process.ts";

/** Tiles in flight, as `src/compute/gpu_linear.ts` has them on hardware. */
const N_SLOTS = 4;

/** What is written below this size is inputs and sizes, not weights. */
const SMALLEST_TILE_BYTES = 1 << 22;

/** Both models of every layer. */
export type PairLayers = readonly { readonly base: ModelLayer; readonly instruct: ModelLayer }[];

/** Bytes per second of `dd bs=16M` over whole files. */
export async function ddRate(paths: readonly string[]): Promise<number> {
  let seconds = 0, nBytes = 0;
  for (const path of paths) {
    seconds +=
      (await runProcess("dd", [`if=${path}`, "of=/dev/null", "bs=16M", "status=none"])).seconds;
    nBytes += (await Deno.stat(path)).size;
  }
  return nBytes / seconds;
}

/** Seconds to read every matrix through a tile stream and drop it. */
export function readAlone(layers: PairLayers, layout: TileLayout): Promise<number> {
  return timed(async () => {
    const stream = new TileStream(N_SLOTS);
    for (const weight of matricesOf(layers)) {
      const plan = planTiles(weight, layout);
      await stream.forEach(weight, { plan, bufferBytes: plan.tileBytes, consume: () => {} });
    }
  });
}

/** Seconds to upload every matrix and compute nothing: one write and one submit a tile. */
export async function uploadAlone(engine: Engine, layers: PairLayers): Promise<number> {
  using _ = replaced(GPUComputePassEncoder.prototype, "dispatchWorkgroups", () => {});
  return await multiplyAll(engine, { layers, nVectors: 1 });
}

/** Seconds of the matrix products on whatever the device's buffers hold: no file is read and no tile is uploaded. */
export async function computeAlone(
  engine: Engine,
  { layers, nVectors }: { layers: PairLayers; nVectors: number },
): Promise<number> {
  const { writeBuffer } = GPUQueue.prototype;
  using _texture = replaced(GPUQueue.prototype, "writeTexture", () => {});
  using _buffer = replaced(
    GPUQueue.prototype,
    "writeBuffer",
    function (this: GPUQueue, ...args: Parameters<GPUQueue["writeBuffer"]>) {
      if (args[2].byteLength < SMALLEST_TILE_BYTES) Reflect.apply(writeBuffer, this, args);
    },
  );
  return await multiplyAll(engine, { layers, nVectors });
}

/** Seconds of the products with every matrix, none of which is read. The device is waited for once, at the end. */
function multiplyAll(
  engine: Engine,
  { layers, nVectors }: { layers: PairLayers; nVectors: number },
): Promise<number> {
  return timed(async () => {
    for (const weight of matricesOf(layers)) {
      const nColumns = weight.shape[1] ?? 0;
      const x = engine.upload(new Float32Array(nVectors * nColumns).fill(1), {
        nRows: nVectors,
        nColumns,
      });
      const unread = { ...weight, read: () => Promise.resolve() };
      for (const y of await engine.linear([{ x, rounding: engine.weights }], unread)) y.release();
      x.release();
    }
    const last = engine.upload(new Float32Array(1), { nRows: 1, nColumns: 1 });
    await engine.download([last]);
    last.release();
  });
}

function matricesOf(layers: PairLayers): WeightTensor[] {
  return layers.flatMap(({ base, instruct }) =>
    [base, instruct].flatMap(({ weights: { gate, up, down } }) => [gate, up, down])
  );
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Replaces a method until it is disposed of. */
function replaced<T extends object, K extends keyof T>(
  prototype: T,
  name: K,
  replacement: T[K],
): Disposable {
  const original = prototype[name];
  prototype[name] = replacement;
  return {
    [Symbol.dispose]() {
      prototype[name] = original;
    },
  };
}
