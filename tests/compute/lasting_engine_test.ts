import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import { AllocationRefused, DeviceLost } from "../../src/compute/device_failure.ts";
import { openGpuDevice } from "../../src/compute/gpu_device.ts";
import { GpuEngine } from "../../src/compute/gpu_engine.ts";
import { lastingEngine } from "../../src/compute/lasting_engine.ts";
import { runPass } from "../../src/compute/layer_pass.ts";
import { createWasmEngine } from "../../src/compute/wasm_engine.ts";
import { failingEngine, STAND_IN } from "./failing_engine.ts";
import { testAdapter, testOnGpu } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { requestOf, value } from "./pass_requests.ts";

const MIB = 2 ** 20;
const LOST = new DeviceLost("Cannot continue on stand-in: the device was lost (unknown): reset");
const REFUSED = new AllocationRefused("Cannot multiply on stand-in: no memory is left");
const CPU = createCpuEngine({ weights: "bf16" }).device;

/** An engine on a stand-in that goes on, with what was opened and said. */
function lasting({ hasFallback = true, opens = true } = {}) {
  const first = failingEngine({ error: LOST });
  const [said, tiles]: [string[], number[]] = [[], []];
  const engine = lastingEngine(first.engine, {
    maxTileBytes: 16 * MIB,
    reopen(maxTileBytes) {
      tiles.push(maxTileBytes);
      return opens
        ? Promise.resolve(failingEngine({ error: REFUSED }).engine)
        : Promise.reject(new Error("no adapter"));
    },
    fallback: hasFallback ? () => createCpuEngine({ weights: "bf16" }) : null,
    say: (text) => said.push(text),
  });
  return { first, engine, said, tiles };
}

Deno.test("lastingEngine() recovers from no error but one of the device", async () => {
  const { first, engine, said } = lasting();
  equal(await engine.recover(new Error("the file ends"), "layer 3"), false);
  equal(await engine.recover("thrown", "layer 3"), false);
  deepEqual([engine.device, engine.note(), first.isDisposed(), said], [STAND_IN, null, false, []]);
});

Deno.test("lastingEngine() has plain files read as the engine that it goes on with reads them", async () => {
  const wasm = createWasmEngine({ weights: "bf16" });
  const engine = lastingEngine(failingEngine({ error: LOST }).engine, {
    maxTileBytes: 16 * MIB,
    reopen: () => Promise.reject(new Error("no adapter")),
    fallback: () => wasm,
    say() {},
  });
  equal(engine.readsPlainFiles, false);
  equal(await engine.recover(LOST, "layer 3"), true);
  equal(engine.readsPlainFiles, true);
  engine.dispose();
});

Deno.test("lastingEngine() goes on with the CPU where the device is lost, and says so", async () => {
  const { first, engine, said, tiles } = lasting();
  equal(await engine.recover(new Error("while reading", { cause: LOST }), "layer 3"), true);
  deepEqual([engine.device, first.isDisposed(), tiles], [CPU, true, []]);
  match(
    said.join(),
    /^Cannot continue on stand-in: .* reset: layer 3, from its beginning, and what comes after it is computed by plain loops/,
  );
  match(
    engine.note()!,
    /^stand-in failed at layer 3 \(.*\): that, from its beginning, .* was computed by plain loops/,
  );
});

Deno.test("lastingEngine() halves tiles down to a floor where memory is refused, and goes on with the CPU then", async () => {
  const { engine, said, tiles } = lasting();
  for (const nTiles of [1, 2, 3, 4]) {
    equal(await engine.recover(REFUSED, "layer 3"), true);
    deepEqual([tiles.length, engine.device, engine.note()], [nTiles, STAND_IN, null]);
  }
  deepEqual(tiles, [8, 4, 2, 1].map((mib) => mib * MIB));
  match(said[0]!, /no memory is left: layer 3 is done again whole, in tiles of 8\.39 MB$/);
  equal(await engine.recover(REFUSED, "layer 3"), true);
  deepEqual([tiles.length, engine.device], [4, CPU]);
});

Deno.test("lastingEngine() goes on with the CPU where the device cannot be opened again", async () => {
  const { engine, tiles } = lasting({ opens: false });
  equal(await engine.recover(REFUSED, "layer 3"), true);
  deepEqual([tiles, engine.device], [[8 * MIB], CPU]);
});

Deno.test("lastingEngine() refuses to go on where nothing else may compute, and tells what to do", async () => {
  const { engine } = lasting({ hasFallback: false });
  equal(await engine.recover(REFUSED, "layer 3"), true); // in smaller tiles it may
  await rejects(
    engine.recover(LOST, "layer 3"),
    /^Error: Cannot continue on stand-in: .*; the command goes on from the layers that are written down when it is run again, and --device cpu computes without a GPU$/,
  );
});

testOnGpu(
  "lastingEngine() does a pass again on the CPU whose device goes in the middle",
  async () => {
    const { inputs } = layerCase("gemma_like");
    const request = {
      ...requestOf(inputs),
      wanted: { y: [value("base"), value("instruct")] },
    };
    const whole = await runPass(createCpuEngine({ weights: "bf16" }), request);
    const gpu = await openGpuDevice(await testAdapter());
    let nRead = 0;
    const first = new GpuEngine(gpu, {
      weights: "bf16",
      onWeightBytes: () => void (++nRead === 4 && gpu.device.destroy()),
    });
    const engine = lastingEngine(first, {
      maxTileBytes: first.tileLayout.maxTileBytes,
      reopen: () => Promise.reject(new Error("not asked for")),
      fallback: () => createCpuEngine({ weights: "bf16" }),
      say() {},
    });
    const error = await runPass(engine, request).then(() => null, (error) => error);
    equal(await engine.recover(error, "layer 3"), true);
    deepEqual(await runPass(engine, request), whole);
    match(engine.note()!, /the device was lost/);
    engine.dispose();
  },
);
