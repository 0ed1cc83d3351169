import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { join } from "node:path";
import { DEFAULT_OPTIONS } from "../../src/prepare/options.ts";
import type { RunInputs } from "../../src/prepare/run_inputs.ts";
import { openRunRecords } from "../../src/library/run_records.ts";
import { sharedDefaults } from "../../src/library/shared_defaults.ts";
import { withVariable } from "../environment.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const ABOUT = {
  code: "1",
  base: "b",
  instruct: "i",
  vectors: "v",
  options: "o",
  directions: "d",
  activations: "a",
};
const CPU = { kind: "cpu", name: "CPU twin" } as const;
const GPU = { kind: "gpu", name: "llvmpipe" } as const;

async function open(
  engine: typeof CPU | typeof GPU,
  { folder, isFresh = false }: { folder: string | null; isFresh?: boolean },
) {
  const said: string[] = [];
  const request = { folder, isFresh };
  const records = await openRunRecords({
    about: ABOUT,
    engine: () => engine,
    request,
    say: (text) => said.push(text),
  });
  return { records, said };
}

Deno.test("openRunRecords() shares a folder that is given among engines, and says which computed what", () =>
  withFolder({}, async (folder) => {
    const first = await open(CPU, { folder });
    await first.records.write("layer-003", "w", 3);
    await first.records.write("layer-004", "w", 4);
    await first.records.write("focus-004", "w", 5);
    equal(first.records.takenNote(), null);
    equal(first.records.engineNote(), null);
    const { records } = await open(GPU, { folder });
    await first.records.write("focus-007", "w", 6);
    for (const name of ["layer-003", "layer-004", "focus-004", "focus-007"]) {
      await records.read(name, "w");
    }
    match(records.takenNote()!, /^2 layers \(3-4\) were computed by another run of the same/);
    equal(
      records.engineNote(),
      "Layers computed elsewhere, from records: 3-4,7 on CPU twin",
    );
    const own = await open(CPU, { folder });
    equal(await own.records.read("layer-003", "w"), 3);
    equal(own.records.engineNote(), null);
  }));

Deno.test("openRunRecords() keeps those of each engine apart in the user's cache", () =>
  withFolder({}, async (folder) => {
    await withVariable("XDG_CACHE_HOME", folder, async () => {
      const cpu = await open(CPU, { folder: null });
      await cpu.records.write("layer-003", "w", "of the CPU");
      const gpu = await open(GPU, { folder: null });
      equal(await gpu.records.read("layer-003", "w"), null);
      await gpu.records.write("layer-003", "w", "of the GPU");
      const values = [await open(CPU, { folder: null }), await open(GPU, { folder: null })]
        .map(({ records }) => records.read("layer-003", "w"));
      deepEqual(await Promise.all(values), ["of the CPU", "of the GPU"]);
    });
  }));

Deno.test("openRunRecords() leaves what others left in the cache where it is, until it is asked to remove what is old", () =>
  withFolder({}, async (folder) => {
    await withVariable("XDG_CACHE_HOME", folder, async () => {
      const old = join(folder, "deltascope", "records", "0".repeat(64));
      await Deno.mkdir(old, { recursive: true });
      await Deno.utime(old, new Date(0), new Date(0));
      const { records, said } = await open(CPU, { folder: null });
      await records.write("layer-003", "w", 3);
      equal((await Deno.stat(old)).isDirectory, true);
      await records.removeOld();
      await rejects(Deno.stat(old), Deno.errors.NotFound);
      equal(await records.read("layer-003", "w"), 3);
      match(said.join(), /^Removed the records of 1 earlier run, /);
    });
  }));

Deno.test("sharedDefaults() are those of the device where no folder is given, whatever was run before", async () => {
  const defaults = { random: 199, resamples: 100, sweep: true };
  const found = await sharedDefaults({} as RunInputs, {
    options: DEFAULT_OPTIONS,
    defaults,
    request: { folder: null, isFresh: false },
    isPlan: false,
    say: () => {},
  });
  deepEqual(found, defaults);
});
