import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { analyse } from "../../src/analysis/analyse.ts";
import { DEFAULT_OPTIONS } from "../../src/analysis/options.ts";
import { prepareRun } from "../../src/analysis/prepare.ts";
import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import type { Results } from "../../src/results.ts";
import { openCheckpoint } from "../../src/sources/checkpoint.ts";
import type { Folder } from "../../src/sources/folder.ts";
import { localFolder } from "../../src/sources/local_folder.ts";
import { memoryFolder } from "../../src/sources/memory_folder.ts";
import { openVectorFolder } from "../../src/sources/vector_folder.ts";
import { withPair } from "../cli/small_pair.ts";
import { realPath, testOnRealData } from "../real_data.ts";

type Sources = Readonly<Record<"base" | "instruct" | "vectors", Folder>>;

/** Runs everything between the command line and the site. */
async function resultsOf(sources: Sources): Promise<Omit<Results, "inputs">> {
  const engine = createCpuEngine({ weights: "bf16" });
  const inputs = {
    base: await openCheckpoint(sources.base),
    instruct: await openCheckpoint(sources.instruct),
    vectors: await openVectorFolder(sources.vectors, {
      roleKey: "pos_all",
      traitKey: "pos_neg_50",
      difference: "default",
    }),
  };
  const options = { ...DEFAULT_OPTIONS, random: 4, resamples: 3, sweep: true };
  const run = await prepareRun(inputs, options);
  const runInfo = () => ({
    deltascope: "0.0.0",
    versions: {},
    started: "2026-01-01T00:00:00.000Z",
    seconds: 0,
    weight_bytes_read: 0,
    is_synthetic: false,
    command: "",
  });
  const context = { engine, deviceNote: null, runInfo };
  const { results: { inputs: _, ...results } } = await analyse(inputs, run, { options, context });
  for (const input of Object.values(inputs)) input.close();
  return results;
}

/** A folder of the disk, read whole. */
async function inMemory(path: string): Promise<Folder> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const read = async (inner: string) => {
    for await (const { name, isDirectory } of Deno.readDir(`${path}/${inner}`)) {
      const at = inner === "" ? name : `${inner}/${name}`;
      if (isDirectory) await read(at);
      else files.set(at, await Deno.readFile(`${path}/${at}`));
    }
  };
  await read("");
  return memoryFolder(path, files);
}

/** Calls that reach the disk. */
const DISK = [
  "open",
  "stat",
  "lstat",
  "readDir",
  "readFile",
  "readTextFile",
  "readLink",
  "realPath",
];

/** Runs `use` with every call that reaches the disk failing. */
async function withoutDisk<T>(use: () => Promise<T>): Promise<T> {
  const kept = Object.fromEntries(DISK.map((name) => [name, Reflect.get(Deno, name)]));
  const broken = (name: string) => () => {
    throw new Error(`Cannot call Deno.${name}: there is no disk`);
  };
  for (const name of DISK) Reflect.set(Deno, name, broken(name));
  try {
    return await use();
  } finally {
    for (const name of DISK) Reflect.set(Deno, name, kept[name]);
  }
}

async function assertSame(paths: Record<keyof Sources, string>): Promise<void> {
  const keys = ["base", "instruct", "vectors"] as const;
  const local = Object.fromEntries(keys.map((key) => [key, localFolder(paths[key])])) as Sources;
  const memory = Object.fromEntries(
    await Promise.all(keys.map(async (key) => [key, await inMemory(paths[key])])),
  ) as Sources;
  await withoutDisk(() => rejects(resultsOf(local), /there is no disk/));
  const found = await withoutDisk(() => resultsOf(memory));
  equal(found.mlp.length > 0, true);
  deepEqual(found, await resultsOf(local));
}

Deno.test("the whole analysis runs from folders in memory, touching no disk", () =>
  withPair(({ at }) =>
    assertSame({ base: at("base"), instruct: at("instruct"), vectors: at("vectors") })
  ));

testOnRealData(
  "the whole analysis of stories260k runs from folders in memory, touching no disk",
  "stories260k/base",
  () =>
    assertSame({
      base: realPath("stories260k/base"),
      instruct: realPath("stories260k/finetuned"),
      vectors: realPath("stories260k/vectors"),
    }),
);
