import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { LayerRecords } from "../../src/run/layer_records.ts";
import type { LayerResult } from "../../src/run/layer_result.ts";
import { memoryRecords } from "../../src/measure/records.ts";
import { layerCase } from "../compute/layer_fixtures.ts";

/** Checkpoints of one layer, which a test may change. */
function inputsOf(change: (tensor: string, bytes: Uint8Array) => void = () => {}) {
  const { base, instruct } = layerCase("gemma_like", change).inputs;
  return {
    base: { ...base, layerWeights: () => base.weights },
    instruct: { ...instruct, layerWeights: () => instruct.weights },
  } as unknown as ConstructorParameters<typeof LayerRecords>[1];
}

const RESULT = { focus: { layer: 3 } } as unknown as LayerResult;

Deno.test("LayerRecords make a layer's result once, and find what only a decomposition needs", async () => {
  const records = new LayerRecords(memoryRecords(), inputsOf());
  let nMade = 0;
  const make = () => {
    nMade++;
    return Promise.resolve(RESULT);
  };
  await rejects(records.focus(3), /^Error: Cannot decompose layer 3: it was not measured$/);
  deepEqual(await records.measured(3, { of: "a", make }), RESULT);
  deepEqual(await records.measured(3, { of: "a", make }), RESULT);
  equal(nMade, 1);
  deepEqual(await records.focus(3), RESULT.focus);
  await records.measured(4, { of: "a", make });
  await records.measured(3, { of: "b", make });
  equal(nMade, 3);
});

Deno.test("LayerRecords make a layer once more whose record has gone", async () => {
  const kept = memoryRecords();
  const records = new LayerRecords({ ...kept, read: () => Promise.resolve(null) }, inputsOf());
  let nMade = 0;
  const make = () => {
    nMade++;
    return Promise.resolve(RESULT);
  };
  await records.measured(3, { of: "a", make });
  deepEqual(await records.focus(3), RESULT.focus);
  equal(nMade, 2);
});

Deno.test("LayerRecords take nothing of other weights", async () => {
  const kept = memoryRecords();
  const makes = (it: string) => ({
    of: "a",
    make: () => Promise.resolve(it as unknown as LayerResult),
  });
  await new LayerRecords(kept, inputsOf()).measured(3, makes("first"));
  for (const tensor of ["base.down", "instruct.preNorm"]) {
    const other = new LayerRecords(
      kept,
      inputsOf((name, bytes) => {
        if (name === tensor) bytes[0]! ^= 1;
      }),
    );
    equal(await other.measured(3, makes(tensor)), tensor);
  }
  equal(await new LayerRecords(kept, inputsOf()).measured(3, makes("last")), "first");
});

Deno.test("LayerRecords take what another process wrote down before it let the record go", async () => {
  const kept = memoryRecords();
  const made = { focus: { layer: 3 }, by: "another" } as unknown as LayerResult;
  let written: [name: string, of: string] | null = null;
  const records = new LayerRecords({
    ...kept,
    read: (name, of) => {
      written ??= [name, of];
      return kept.read(name, of);
    },
    claim: async (name) => {
      await kept.write(...written!, made);
      return await kept.claim(name);
    },
  }, inputsOf());
  const make = () => Promise.reject(new Error("made twice"));
  deepEqual(await records.measured(3, { of: "a", make }), made);
});

Deno.test("LayerRecords leave a layer that another process is at, wait for a decomposition, and let go of what fails", async () => {
  const kept = memoryRecords();
  let nHeld = 0, nReleased = 0, isOthers = true;
  const records = new LayerRecords({
    ...kept,
    claim: () => {
      if (isOthers) return Promise.resolve(null);
      nHeld++;
      return Promise.resolve({ release: () => void nReleased++ });
    },
  }, inputsOf());
  const make = () => Promise.resolve(RESULT);
  equal(await records.measured(3, { of: "a", make }), null);
  const awaited = records.again(3, { of: "a", make: () => Promise.resolve("neurons") });
  setTimeout(() => isOthers = false, 50);
  equal(await awaited, "neurons");
  deepEqual([nHeld, nReleased], [1, 1]);
  const fails = () => Promise.reject(new Error("the device is gone"));
  await rejects(records.measured(4, { of: "a", make: fails }), /the device is gone/);
  deepEqual([nHeld, nReleased], [2, 2]);
});
