import assert from "node:assert/strict";
import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import type { Engine } from "../../src/compute/engine.ts";
import { computeLayer } from "../../src/compute/layer_mlp.ts";
import { sharedEngine, testOnGpu } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import type { MemoryWeight } from "./memory_weight.ts";

const N_OTHER = 3, N_FLOOR = 4;

const TENSORS = ["preNorm", "gate", "up", "down", "postNorm"] as const;

for (const kind of ["gpu", "cpu"] as const) {
  const test = kind === "gpu" ? testOnGpu : Deno.test;

  for (const name of ["gemma_like", "llama_like"] as const) {
    for (const isNormRounded of [false, true]) {
      const rounded = isNormRounded ? "rounded" : "not rounded";
      test(`computeLayer() on the ${kind} gives the other rounding of ${name}, n ${rounded}, as a run of its own would`, async () => {
        const engine = await sharedEngine(kind, { weights: "bf16" });
        const { inputs, nColumns } = layerCase(name);
        const computed = async (options: { isNormRounded: boolean; nOtherRounding?: number }) => {
          const layer = await computeLayer(engine, {
            ...inputs,
            nFloorVectors: N_FLOOR,
            ...options,
          });
          return layer;
        };
        const both = await computed({ isNormRounded, nOtherRounding: N_OTHER });
        const same = await computed({ isNormRounded });
        const other = await computed({ isNormRounded: !isNormRounded });
        const end = N_OTHER * nColumns;
        assert.ok(both.otherRounding !== null);
        assert.deepEqual(both.otherRounding.base, other.base.subarray(0, end));
        assert.deepEqual(both.otherRounding.instruct, other.instruct.subarray(0, end));
        assert.notDeepEqual(both.otherRounding.base, same.base.subarray(0, end));
        assert.equal(same.otherRounding, null);
        for (const key of ["base", "instruct", "baseAsStored"] as const) {
          assert.deepEqual(both[key], same[key], key);
        }
      });
    }
  }

  test(`computeLayer() on the ${kind} reads each weight once for the other rounding too, and reads back once`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16", maxTileBytes: 256 });
    const { inputs } = layerCase("gemma_like");
    let nDownloads = 0;
    const watched: Engine = {
      device: engine.device,
      weights: engine.weights,
      upload: (...args) => engine.upload(...args),
      rmsNorm: (...args) => engine.rmsNorm(...args),
      linear: (...args) => engine.linear(...args),
      combineRows: (...args) => engine.combineRows(...args),
      readColumns: (...args) => engine.readColumns(...args),
      gatedActivation: (...args) => engine.gatedActivation(...args),
      oppositeRows: (...args) => engine.oppositeRows(...args),
      stack: (...args) => engine.stack(...args),
      compareRows: (...args) => engine.compareRows(...args),
      maxRows: (...args) => engine.maxRows(...args),
      download: (matrices) => {
        nDownloads++;
        return engine.download(matrices);
      },
      dispose: () => {},
    };
    const asked = { isNormRounded: false, nOtherRounding: N_OTHER };
    await computeLayer(watched, { ...inputs, ...asked });
    assert.equal(nDownloads, 1);
    for (const { weights } of [inputs.base, inputs.instruct]) {
      for (const name of TENSORS) {
        const { reads, sizeBytes } = weights[name] as MemoryWeight;
        assert.equal(reads.reduce((sum, read) => sum + read.sizeBytes, 0), sizeBytes, name);
      }
    }
  });
}

Deno.test("computeLayer() stops at an output that only the other rounding makes infinite", async () => {
  const cpu = createCpuEngine({ weights: "bf16" });
  // Arithmetic that breaks only where n is rounded.
  const failing: Engine = {
    ...cpu,
    rmsNorm: async (uses, weight, options) => {
      const normed = await cpu.rmsNorm(uses, weight, options);
      return normed.map((n, ix) =>
        uses[ix]?.isOutputRounded
          ? cpu.upload(new Float32Array(n.nRows * n.nColumns).fill(Infinity), n)
          : n
      );
    },
  };
  const { inputs } = layerCase("gemma_like");
  const run = (nOtherRounding: number) =>
    computeLayer(failing, { ...inputs, isNormRounded: false, nOtherRounding });
  await run(0);
  await assert.rejects(run(1), {
    name: "Error",
    message: "Cannot use layer 3 of the base checkpoint: expected " +
      '"model.layers.3.pre_feedforward_layernorm.weight" in memory.safetensors to give finite numbers, ' +
      "got Infinity at output 0 for input vector 0",
  });
});
