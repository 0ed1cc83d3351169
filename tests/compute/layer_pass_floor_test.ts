import assert from "node:assert/strict";
import { type ModelLayer, runPass } from "../../src/compute/layer_pass.ts";
import type { Engine } from "../../src/compute/engine.ts";
import { decodeToFloat32, encodeBf16 } from "../../src/math/dtypes.ts";
import type { WeightTensor } from "../../src/sources/checkpoint/weights.ts";
import { ENGINES, sharedEngine, testOn } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { assertOutputs, NOTEBOOK, STRICT } from "./layer_tolerance.ts";
import { weightOf, weightOfBytes } from "./memory_weight.ts";
import { assertReadOnce, bothOutputs, type PassCase, requestOf, value } from "./pass_requests.ts";
import { watch } from "./watched_engine.ts";

const N_FLOOR = 4;

/** y of both models, and of the first rows y of the base as stored. */
async function withFloor(
  engine: Engine,
  layer: PassCase,
  { isNormRounded = false, nFloor = N_FLOOR }: { isNormRounded?: boolean; nFloor?: number } = {},
) {
  const { models, rows } = requestOf(layer);
  const { hiddenSize } = layer.base.recipe;
  const first = layer.inputs.subarray(0, nFloor * hiddenSize);
  const { base, instruct, stored } = await runPass(engine, {
    models,
    rows: [...rows, { name: "first", values: first, isPaired: false }],
    wanted: {
      base: [value("base", "output", { isNormRounded })],
      instruct: [value("instruct", "output", { isNormRounded })],
      stored: [value("base", "output", { isNormRounded, weights: "stored", rows: "first" })],
    },
  });
  return { base: base[0]!, instruct: instruct[0]!, stored: stored[0]! };
}

for (const kind of ENGINES) {
  const test = testOn(kind);

  for (const name of ["gemma_like", "llama_like"] as const) {
    for (const isNormRounded of [false, true]) {
      const options = isNormRounded ? ", notebook rounding" : "";
      test(`runPass() on the ${kind} agrees with PyTorch on the noise floor of ${name}${options}`, async () => {
        const engine = await sharedEngine(kind, { weights: "bf16" });
        const { inputs, nColumns, expected } = layerCase(name);
        const layer = await withFloor(engine, inputs, { isNormRounded });
        const [rounded, stored] = isNormRounded
          ? [expected.notebook, expected.notebook_stored]
          : [expected.bf16, expected.stored];
        // The floor is the difference of these two, so it is held to the bounds of a difference.
        assertOutputs(
          { base: layer.base.subarray(0, N_FLOOR * nColumns), instruct: layer.stored },
          { base: rounded.base.slice(0, N_FLOOR), instruct: stored.base.slice(0, N_FLOOR) },
          isNormRounded ? NOTEBOOK : STRICT,
        );
      });
    }
  }

  test(`runPass() on the ${kind} reads each weight once for the noise floor too, and changes nothing else`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16", maxTileBytes: 256 });
    const { inputs } = layerCase("gemma_like");
    const layer = await withFloor(engine, inputs);
    assertReadOnce(inputs);
    const without = await bothOutputs(engine, inputs);
    assert.deepEqual([layer.base, layer.instruct], [without.base, without.instruct]);
  });

  test(`runPass() on the ${kind} takes one norm of the base as stored where it alone is not BF16`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const { inputs } = layerCase("gemma_like");
    const rounded = await asBf16(inputs.base);
    const allBf16 = await withFloor(engine, { ...inputs, base: rounded });
    assert.deepEqual(allBf16.stored, allBf16.base.subarray(0, allBf16.stored.length));
    for (const norm of ["preNorm", "postNorm"] as const) {
      const weights = { ...rounded.weights, [norm]: inputs.base.weights[norm] };
      const { base, stored } = await withFloor(engine, {
        ...inputs,
        base: { ...rounded, weights },
      });
      assert.deepEqual(base, allBf16.base, norm);
      assert.notDeepEqual(stored, base.subarray(0, stored.length), norm);
    }
  });

  test(`runPass() on the ${kind} stops at an output that only the base as stored makes infinite`, async () => {
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
        biases: {},
      };
      const { recipe } = layerCase("llama_like").inputs.base;
      return { recipe: { ...recipe, hiddenSize: 1, intermediateSize: 1, eps: 0 }, weights };
    };
    const layer = { base: model(1.003), instruct: model(1), inputs: Float32Array.of(1) };
    const { base } = await bothOutputs(engine, layer);
    assert.ok(Number.isFinite(base[0]));
    await assert.rejects(withFloor(engine, layer, { nFloor: 1 }), {
      name: "Error",
      message: 'Cannot use layer 3 of the base checkpoint: expected "down" in memory.safetensors ' +
        "to give finite numbers, got Infinity at output 0 for input vector 0 of first",
    });
  });
}

Deno.test("runPass() reads back once with a noise floor, and releases what it computed for it", async () => {
  const cpu = await sharedEngine("cpu", { weights: "bf16" });
  const { engine, countDownloads, assertReleased } = watch(cpu);
  await withFloor(engine, layerCase("gemma_like").inputs);
  assert.equal(countDownloads(), 1);
  await assertReleased();
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
      biases: {},
      layer,
      preNorm: await stored(weights.preNorm!),
      gate: await stored(weights.gate),
      up: await stored(weights.up),
      down: await stored(weights.down),
      postNorm: postNorm && await stored(postNorm),
    },
  };
}
