import {
  deepStrictEqual as deepEqual,
  match,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import { AllocationRefused, DeviceLost } from "../../src/compute/device_failure.ts";
import { lastingEngine } from "../../src/compute/lasting_engine.ts";
import { openRecordFiles } from "../../src/measure/record_files.ts";
import { makePair, type PairFolders } from "../bench/checkpoint.ts";
import { failingEngine, STAND_IN } from "../compute/failing_engine.ts";
import { watch } from "../compute/watched_engine.ts";
import { runAnalysis } from "../run_analysis.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const N_LAYERS = 4;
const SHAPE = { hiddenSize: 32, intermediateSize: 48, nLayers: N_LAYERS, nRoles: 6 };
const ASKED = { layers: "all", focus: "all", random: 3 } as const;
const CPU = createCpuEngine({ weights: "bf16" }).device;
const KEY = "a".repeat(64);
/** gate, up and down of both models. */
const N_PRODUCTS = 6;

/** A run whose stand-in fails at a product, on what there is for it to go on with. */
function runFailing(
  pair: PairFolders,
  records: string,
  { at, error, hasFallback = true }: { at: number; error: Error; hasFallback?: boolean },
) {
  const first = failingEngine({ at, error });
  const cpu = watch(createCpuEngine({ weights: "bf16" }));
  const smaller = failingEngine({ error, maxTileBytes: 2 ** 20 });
  const said: string[] = [];
  const engine = lastingEngine(first.engine, {
    maxTileBytes: 2 * 2 ** 20,
    reopen: () => Promise.resolve(smaller.engine),
    fallback: hasFallback ? () => cpu.engine : null,
    say: (text) => said.push(text),
  });
  const files = openRecordFiles({
    folder: records,
    key: KEY,
    engine: () => engine.device,
    isFresh: false,
    say: (text) => said.push(text),
  });
  const run = runAnalysis(pair, { ...ASKED, engine, records: files });
  return { first, smaller, cpu, engine, said, run };
}

/** Who computed each record of a folder, by name. */
async function enginesOf(folder: string): Promise<Map<string, string>> {
  const engines = new Map<string, string>();
  for await (const { name } of Deno.readDir(`${folder}/${KEY}`)) {
    if (!name.endsWith(".json")) continue;
    const { record } = JSON.parse(await Deno.readTextFile(`${folder}/${KEY}/${name}`));
    engines.set(name.slice(0, -".json".length), record.engine.name);
  }
  return engines;
}

function layersOf(log: readonly [string, unknown][]): string[] {
  return log.flatMap(([name]) => /layers\.(\d+)\.mlp/.exec(name)?.[1] ?? []);
}

async function withPair(use: (pair: PairFolders, folder: string) => Promise<void>): Promise<void> {
  await withFolder({}, async (folder) => await use(await makePair(folder, SHAPE), folder));
}

const lost = new DeviceLost("Cannot continue on stand-in: the device was lost");
const refused = new AllocationRefused("Cannot multiply on stand-in: no memory");

Deno.test("analyse() whose device is lost at any product has each layer whole of one engine, and the numbers of the CPU from there on", () =>
  withPair(async (pair, folder) => {
    const { device: _, ...whole } = await runAnalysis(pair, ASKED);
    for (let at = 1; at <= N_LAYERS * N_PRODUCTS; at++) {
      const records = `${folder}/lost-${at}`;
      const { cpu, first, engine, said, run } = runFailing(pair, records, {
        at,
        error: lost,
      });
      const { device, ...results } = await run;
      deepEqual(results, whole, `lost at product ${at}`);
      deepEqual({ ...engine.device }, { ...CPU });
      equal(device.name, CPU.name);
      equal(said.length, 1);
      const failed = Math.floor((at - 1) / N_PRODUCTS);
      match(said[0]!, new RegExp(`: layer ${failed}, from its beginning, and what comes after it`));
      for (const [name, by] of await enginesOf(records)) {
        const isFirst = name.startsWith("layer-") && Number(name.slice(-3)) < failed;
        equal(by, isFirst ? STAND_IN.name : CPU.name, `${name}, lost at product ${at}`);
      }
      // Of the layer that it failed at, the CPU was asked for every product.
      equal(
        layersOf(cpu.log).filter((layer) => Number(layer) === failed).length >= N_PRODUCTS,
        true,
      );
      equal(layersOf(cpu.log).some((layer) => Number(layer) < failed), false);
      ok(first.isDisposed());
    }
  }));

Deno.test("analyse() whose device refuses memory goes on with smaller tiles of it, to the same numbers", () =>
  withPair(async (pair, folder) => {
    const { device: _, ...whole } = await runAnalysis(pair, ASKED);
    const { smaller, cpu, said, run } = runFailing(pair, `${folder}/refused`, {
      at: 9,
      error: refused,
    });
    const { device, ...results } = await run;
    deepEqual(results, whole);
    equal(device.name, STAND_IN.name);
    equal(smaller.nProducts() >= (N_LAYERS - 1) * N_PRODUCTS, true);
    deepEqual(cpu.log, []);
    match(
      said.join(),
      /^Cannot multiply on stand-in: no memory: layer 1 is done again whole, in tiles of 1\.05 MB$/,
    );
    deepEqual(new Set((await enginesOf(`${folder}/refused`)).values()), new Set([STAND_IN.name]));
  }));

Deno.test("analyse() whose device is lost where nothing else may compute is refused, and goes on from what is written down", () =>
  withPair(async (pair, folder) => {
    const records = `${folder}/refused`;
    const { cpu, run } = runFailing(pair, records, {
      at: 15,
      error: lost,
      hasFallback: false,
    });
    await rejects(
      run,
      /the command goes on from the layers that are written down when it is run again/,
    );
    deepEqual(cpu.log, []);
    deepEqual([...(await enginesOf(records)).keys()].sort(), ["layer-000", "layer-001"]);
    const again = runFailing(pair, records, { at: 0, error: lost });
    const { device: _, ...results } = await again.run;
    equal(again.first.nProducts(), 2 * N_PRODUCTS);
    const { device: __, ...whole } = await runAnalysis(pair, ASKED);
    deepEqual(results, whole);
  }));
