/**
 * `deno task bench`: how fast the whole command and each of its stages are on this machine, from one run.
 *
 * @module
 */

import { join } from "node:path";
import { openEngine } from "../../src/compute/open_engine.ts";
import { UsageError } from "../../src/usage_error.ts";
import type { PairFolders } from "./checkpoint.ts";
import { pairIn } from "./kept_pair.ts";
import { type BenchOptions, HELP, readBenchOptions } from "./options.ts";
import { medianRun, runProcess } from "./run_process.ts";
import { pairBytes } from "./shape.ts";
import { computeAlone, ddRate, type PairLayers, readAlone, uploadAlone } from "./stages.ts";
import { type BenchRow, benchTable, type Cost } from "./table.ts";
import { isWhole, pathOf, rolesFor, runPlain, runWhole, startUpSeconds } from "./whole.ts";
import { openLocalCheckpoint } from "../sources/local_inputs.ts";
import { say } from "../say.ts";

/** Threads of PyTorch: as many as the engine has. */
const TORCH_THREADS = String(navigator.hardwareConcurrency);
/** PyTorch at its best: its allocator keeps what it once had, as page faults cost more than the arithmetic on some machines. */
const TORCH_VARIABLES = {
  MALLOC_MMAP_THRESHOLD_: "4000000000",
  MALLOC_TRIM_THRESHOLD_: "40000000000",
};
/** Settings of its matrix products that an environment may have, and that slow them down. */
const SLOWING = /^OPENBLAS_/;

async function bench(folder: string, options: BenchOptions): Promise<void> {
  const { shape, inputs, device } = options;
  const pair = await pairIn(
    folder,
    { ...shape, nRoles: rolesFor(inputs) },
    () => say(`Making ${(pairBytes(shape) / 1e9).toFixed(1)} GB of synthetic weights`),
  );
  const paths = await weightPaths(pair);
  await ddRate(paths); // into the page cache
  const hasTorch = await canImportTorch(options.python);
  const layerNumbers = Array.from({ length: shape.nLayers }, (_, layer) => layer);
  using base = closing(await openLocalCheckpoint(pair.base, { layers: () => layerNumbers }));
  using instruct = closing(
    await openLocalCheckpoint(pair.instruct, { layers: () => layerNumbers }),
  );
  const { engine, tileLayout } = await openEngine({ device, weights: "bf16" });
  const layers: PairLayers = layerNumbers.map((layer) => ({
    base: { recipe: base.it.recipe, weights: base.it.layerWeights(layer) },
    instruct: { recipe: instruct.it.recipe, weights: instruct.it.layerWeights(layer) },
  }));
  say(`${engine.device.name}; ${Deno.build.os}; deno ${Deno.version.deno}; synthetic pair`);
  await computeAlone(engine, { layers: layers.slice(0, 1), nVectors: 1 }); // compiles the kernels
  const rows: BenchRow[] = [];
  for (const nVectors of inputs) {
    const plain: Cost[] = [], whole: Cost[] = [], torch: Cost[] = [];
    for (let i = 0; i < options.nRepeats; i++) {
      // One after the other, so that all meet the same machine.
      plain.push(await runPlain({ pair, nVectors, device }));
      if (hasTorch) torch.push(await runTorch(options.python, { pair, nVectors }));
      if (isWhole(nVectors)) whole.push(await runWhole(folder, { pair, nVectors, device }));
      say(`${nVectors} vectors: ${
        Object.entries({ plain, torch, whole })
          .map(([name, costs]) => `${name} ${costs.at(-1)?.seconds.toFixed(1) ?? "-"} s`)
          .join(", ")
      }`);
    }
    await computeAlone(engine, { layers: layers.slice(0, 1), nVectors }); // compiles the kernel
    rows.push({
      nVectors,
      plain: medianRun(plain),
      whole: isWhole(nVectors) ? medianRun(whole) : null,
      torch: hasTorch ? medianRun(torch) : null,
      computeSeconds: await computeAlone(engine, { layers, nVectors }),
    });
  }
  const even = inputs.find(isWhole);
  say(benchTable({
    weightBytes: pairBytes(shape),
    ddRate: await ddRate(paths),
    readSeconds: await readAlone(layers, tileLayout),
    uploadSeconds: engine.device.kind === "gpu" ? await uploadAlone(engine, layers) : null,
    startUpSeconds: even === undefined
      ? null
      : await startUpSeconds(folder, { pair, nVectors: even, device }),
    rows,
  }));
  engine.dispose();
}

/** In the folder that the options name, or in one that is removed afterwards. */
async function benchPair(options: BenchOptions): Promise<void> {
  const folder = options.folder ?? await Deno.makeTempDir({ prefix: "deltascope-bench-" });
  try {
    await bench(folder, options);
  } finally {
    if (options.folder === null) await Deno.remove(folder, { recursive: true });
  }
}

async function weightPaths({ base, instruct }: PairFolders): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of [base, instruct]) {
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith(".safetensors")) paths.push(join(folder, name));
    }
  }
  return paths;
}

async function canImportTorch(python: string): Promise<boolean> {
  try {
    await runProcess(python, ["-c", "import torch"]);
    return true;
  } catch {
    return false; // no such program, or no such module: the table leaves the columns empty
  }
}

async function runTorch(
  python: string,
  { pair, nVectors }: { pair: PairFolders; nVectors: number },
): Promise<Cost> {
  const script = [pathOf("pytorch.py"), pair.base, pair.instruct, String(nVectors), TORCH_THREADS];
  const kept = Object.entries(Deno.env.toObject()).filter(([name]) => !SLOWING.test(name));
  const variables = { ...Object.fromEntries(kept), ...TORCH_VARIABLES };
  return JSON.parse((await runProcess(python, script, { variables, isAll: true })).stdout);
}

function closing<T extends { close(): void }>(it: T): Disposable & { readonly it: T } {
  return { it, [Symbol.dispose]: () => it.close() };
}

if (Deno.args.includes("--help")) {
  say(HELP.trimEnd());
} else if (Deno.args.join() === "--site") {
  // Loaded only now: nothing of it is needed to time the stream.
  await (await import("./site.ts")).benchSite();
  Deno.exit(0);
} else if (Deno.args.join() === "--shares") {
  await (await import("./shares.ts")).benchShares();
} else if (Deno.args.join() === "--load") {
  await (await import("./load.ts")).benchLoad();
} else if (Deno.args.join() === "--hub") {
  await (await import("./hub.ts")).benchHub();
} else {
  try {
    await benchPair(readBenchOptions(Deno.args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    Deno.stderr.writeSync(new TextEncoder().encode(`${error.message}\n`));
    Deno.exit(2);
  }
  Deno.exit(0);
}
