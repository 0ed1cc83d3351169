import assert from "node:assert/strict";
import type { DeviceMatrix, Engine } from "../../src/compute/engine.ts";
import { computeLayer, type ModelLayer } from "../../src/compute/layer_mlp.ts";
import { decodeToFloat32, encodeBf16 } from "../../src/sources/dtypes.ts";
import type { WeightTensor } from "../../src/sources/weights.ts";
import { sharedEngine, testOnGpu } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { assertOutputs, NOTEBOOK, STRICT } from "./layer_tolerance.ts";
import { type MemoryWeight, weightOf, weightOfBytes } from "./memory_weight.ts";

const N_FLOOR = 4;
const FLOOR = { isNormRounded: false, nFloorVectors: N_FLOOR };

const TENSORS = ["preNorm", "gate", "up", "down", "postNorm"] as const;

for (const kind of ["gpu", "cpu"] as const) {
  const test = kind === "gpu" ? testOnGpu : Deno.test;

  for (const name of ["gemma_like", "llama_like"] as const) {
    for (const isNormRounded of [false, true]) {
      const options = isNormRounded ? ", notebook rounding" : "";
      test(`computeLayer() on the ${kind} agrees with PyTorch on the noise floor of ${name}${options}`, async () => {
        const engine = await sharedEngine(kind, { weights: "bf16" });
        const { inputs, nColumns, expected } = layerCase(name);
        const layer = await computeLayer(engine, { ...inputs, ...FLOOR, isNormRounded });
        assert.ok(layer.baseAsStored !== null);
        const [rounded, stored] = isNormRounded
          ? [expected.notebook, expected.notebook_stored]
          : [expected.bf16, expected.stored];
        // The floor is the difference of these two, so it is held to the bounds of a difference.
        assertOutputs(
          { base: layer.base.subarray(0, N_FLOOR * nColumns), instruct: layer.baseAsStored },
          { base: rounded.base.slice(0, N_FLOOR), instruct: stored.base.slice(0, N_FLOOR) },
          isNormRounded ? NOTEBOOK : STRICT,
        );
      });
    }
  }

  test(`computeLayer() on the ${kind} reads each weight once for the noise floor too, and changes nothing else`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16", maxTileBytes: 256 });
    const { inputs } = layerCase("gemma_like");
    const layer = await computeLayer(engine, { ...inputs, ...FLOOR });
    for (const { weights } of [inputs.base, inputs.instruct]) {
      for (const name of TENSORS) {
        const { reads, sizeBytes } = weights[name] as MemoryWeight;
        assert.equal(reads.reduce((sum, read) => sum + read.sizeBytes, 0), sizeBytes, name);
      }
    }
    const without = await computeLayer(engine, { ...inputs, isNormRounded: false });
    assert.deepEqual([layer.base, layer.instruct], [without.base, without.instruct]);
  });

  test(`computeLayer() on the ${kind} measures a noise floor if one norm of the base is not BF16`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const { inputs } = layerCase("gemma_like");
    const rounded = await asBf16(inputs.base);
    for (const norm of ["preNorm", "postNorm"] as const) {
      const weights = { ...rounded.weights, [norm]: inputs.base.weights[norm] };
      const base = { ...rounded, weights };
      const layer = await computeLayer(engine, { ...inputs, ...FLOOR, base });
      const { baseAsStored } = layer;
      assert.ok(baseAsStored !== null, norm);
      assert.notDeepEqual(baseAsStored, layer.base.subarray(0, baseAsStored.length), norm);
    }
  });

  test(`computeLayer() on the ${kind} stops at an output that only the base as stored makes infinite`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    // n = 1, h = silu(33) * 1.9375 * 2^122 = 1.998 * 2^127, and 1.003 is 1 in bfloat16.
    const model = (down: number): ModelLayer => {
      const weight = (name: string, value: number, shape: number[]) =>
        weightOf(Float32Array.of(value), { name, shape, dtype: "F32" });
      const weights = {
        layer: 3,
        preNorm: weight("norm", 1, [1]),
        gate: weight("gate", 33, [1, 1]),
        up: weight("up", 1.9375 * 2 ** 122, [1, 1]),
        down: weight("down", down, [1, 1]),
        postNorm: null,
      };
      const { recipe } = layerCase("llama_like").inputs.base;
      return { recipe: { ...recipe, hiddenSize: 1, intermediateSize: 1, eps: 0 }, weights };
    };
    const layer = { base: model(1.003), instruct: model(1), inputs: Float32Array.of(1) };
    const { base } = await computeLayer(engine, { ...layer, isNormRounded: false });
    assert.ok(Number.isFinite(base[0]));
    await assert.rejects(computeLayer(engine, { ...layer, ...FLOOR, nFloorVectors: 1 }), {
      name: "Error",
      message: 'Cannot use layer 3 of the base checkpoint: expected "down" in memory.safetensors ' +
        "to give finite numbers, got Infinity at output 0 for input vector 0",
    });
  });
}

Deno.test("computeLayer() has no noise floor for a base in BF16, weights as stored, or no vectors", async () => {
  const { inputs, nColumns } = layerCase("gemma_like");
  const floorOf = async (
    weights: "bf16" | "stored",
    change: Partial<typeof inputs & typeof FLOOR>,
  ) => {
    const engine = await sharedEngine("cpu", { weights });
    const layer = await computeLayer(engine, { ...inputs, ...FLOOR, ...change });
    return layer.baseAsStored;
  };
  assert.equal((await floorOf("bf16", {}))?.length, N_FLOOR * nColumns);
  assert.equal(await floorOf("bf16", { base: await asBf16(inputs.base) }), null);
  assert.equal(await floorOf("stored", {}), null);
  assert.equal(await floorOf("bf16", { nFloorVectors: 0 }), null);
});

Deno.test("computeLayer() reads back once with a noise floor, and releases what it computed for it", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const { inputs } = layerCase("gemma_like");
  const made: DeviceMatrix[] = [];
  const keep = (matrices: DeviceMatrix[]) => {
    made.push(...matrices);
    return matrices;
  };
  let nDownloads = 0;
  const watched: Engine = {
    ...engine,
    upload: (...args) => keep([engine.upload(...args)])[0]!,
    rmsNorm: async (...args) => keep(await engine.rmsNorm(...args)),
    linear: async (...args) => keep(await engine.linear(...args)),
    gatedActivation: (...args) => keep([engine.gatedActivation(...args)])[0]!,
    download: (matrices) => {
      nDownloads++;
      return engine.download(matrices);
    },
  };
  await computeLayer(watched, { ...inputs, ...FLOOR });
  assert.equal(nDownloads, 1);
  assert.equal(made.length, 3 * 6 + 2); // n, gate, up, h, down, y of three passes; the inputs of both models and of the floor
  for (const matrix of made) assert.throws(() => engine.download([matrix]), /has been released$/);
});

/** The same model, stored in BF16. */
async function asBf16({ recipe, weights }: ModelLayer): Promise<ModelLayer> {
  const stored = async (weight: WeightTensor) => {
    const bytes = new Uint8Array(weight.sizeBytes);
    await weight.read(0, bytes);
    const { name, shape } = weight;
    const rounded = encodeBf16(decodeToFloat32(bytes, weight.dtype));
    return weightOfBytes(rounded, { name, shape, dtype: "BF16" });
  };
  const { layer, postNorm } = weights;
  return {
    recipe,
    weights: {
      layer,
      preNorm: await stored(weights.preNorm),
      gate: await stored(weights.gate),
      up: await stored(weights.up),
      down: await stored(weights.down),
      postNorm: postNorm && await stored(postNorm),
    },
  };
}
