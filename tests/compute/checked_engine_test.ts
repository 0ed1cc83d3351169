import assert from "node:assert/strict";
import { checkedEngine } from "../../src/compute/checked_engine.ts";
import type { DeviceMatrix, Engine } from "../../src/compute/engine.ts";
import { runPass } from "../../src/compute/layer_pass.ts";
import { ENGINES, sharedEngine, testOn } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { weightOf } from "./memory_weight.ts";
import { assertReadOnce, everything, type PassCase, requestOf } from "./pass_requests.ts";
import { type Watch, watch } from "./watched_engine.ts";

/** All kinds of values of a case, and what was computed again of them. */
async function checkedPass(engine: Engine, layer: PassCase) {
  const { base, instruct } = layer;
  using checked = checkedEngine(engine, { models: { base, instruct }, seed: 42 });
  const found = await runPass(checked, { ...requestOf(layer), wanted: everything(layer) });
  return { found, check: checked.check() };
}

/** An engine that is wrong in one value of each product with a tensor. */
async function wrongIn(
  tensor: string,
  { row, vector, by }: { row: number; vector: number; by: (y: number) => number },
): Promise<Watch> {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const linear: Engine["linear"] = async (uses, weight) => {
    const products = await engine.linear(uses, weight);
    if (!weight.name.endsWith(tensor)) return products;
    const [first, ...others] = products as [DeviceMatrix];
    const [values] = await engine.download([first]) as [Float32Array];
    const ix = vector * first.nColumns + row;
    values[ix] = by(values[ix] as number);
    return [engine.upload(values, first), ...others];
  };
  return watch(engine, { changes: { linear } });
}

for (const kind of ENGINES) {
  const test = testOn(kind);

  for (const name of ["gemma_like", "llama_like"] as const) {
    test(`checkedEngine() on the ${kind} changes nothing of ${name}, reads once, waits for a device once and lets all go`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const { inputs } = layerCase(name);
      const unchecked = layerCase(name).inputs;
      const expected = await runPass(engine, {
        ...requestOf(unchecked),
        wanted: everything(unchecked),
      });
      const watched = watch(engine);
      const { found, check } = await checkedPass(watched.engine, inputs);
      assert.deepEqual(found, expected);
      assertReadOnce(inputs);
      // What lies on the host is compared after each product.
      assert.equal(watched.countDownloads(), kind === "gpu" ? 1 : 6);
      await watched.assertReleased();
      assert.equal(check.nProducts, 6);
      assert.ok(check.nValues > 1000, `${check.nValues} values`);
      // Of float32 sums, and no more.
      assert.ok(check.largest !== null && check.largest.difference > 0);
      assert.ok(check.largest.difference < 3e-7, `${check.largest.difference}`);
    });
  }

  test(`checkedEngine() on the ${kind} keeps the same figure of the same run`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const once = async () => (await checkedPass(engine, layerCase("gemma_like").inputs)).check;
    assert.deepEqual(await once(), await once());
  });
}

Deno.test("checkedEngine() computes a whole product again where it is small, at each layer another", async () => {
  const { inputs, nInner, nVectors } = layerCase("llama_like");
  const blockAt = async (layer: number) => {
    const at = (side: "base" | "instruct") => ({
      ...inputs[side],
      weights: { ...inputs[side].weights, layer },
    });
    const engine = await sharedEngine("cpu", { weights: "bf16" });
    const { check } = await checkedPass(engine, {
      ...inputs,
      base: at("base"),
      instruct: at("instruct"),
    });
    return check.block;
  };
  const found = [];
  for (let layer = 0; layer < 6; layer++) found.push(await blockAt(layer));
  assert.deepEqual(found.map((block) => `${block?.side} ${block?.product}`), [
    "base gate",
    "base up",
    "base down",
    "instruct gate",
    "instruct up",
    "instruct down",
  ]);
  const [first] = found;
  assert.equal(first?.nRows, nInner);
  // All that meet the tensor: those of several mixtures.
  assert.ok((first?.nVectors ?? 0) >= nVectors);
  assert.ok(found.every((block) => block?.isWhole));
});

for (const tensor of ["gate_proj", "up_proj", "down_proj"]) {
  Deno.test(`checkedEngine() stops at an engine that is wrong in one row of ${tensor}, and lets all go`, async () => {
    const { inputs } = layerCase("gemma_like");
    // The layer has its block at the base's product with it: no row of that is left out.
    const layer = ["gate_proj", "up_proj", "down_proj"].indexOf(tensor);
    const wrong = await wrongIn(`${tensor}.weight`, { row: 5, vector: 1, by: (y) => y + 0.01 });
    const [base, instruct] = [inputs.base, inputs.instruct].map((model) => ({
      ...model,
      weights: { ...model.weights, layer },
    })) as [PassCase["base"], PassCase["instruct"]];
    const request = { ...inputs, base, instruct };
    await assert.rejects(checkedPass(wrong.engine, request), (error: Error) => {
      assert.match(
        error.message,
        new RegExp(
          "^Cannot trust the products of the base checkpoint on plain loops [^:]*: expected row 5 of " +
            `"model\\.layers\\.3\\.mlp\\.${tensor}\\.weight" in memory\\.safetensors times input vector 1 of \\d+ to be ` +
            "\\S+ within 0\\.000001 of the sizes of its terms, got \\S+, \\S+ of them away; report this as a bug of deltascope$",
        ),
      );
      return true;
    });
    await wrong.assertReleased();
  });
}

/** Row 0 of gate is (1e6, -1e6): its product with (1, 1) is 0, and the sizes of its terms add up to 2e6. */
async function ofCancelling(error: number, kind: "cpu" | "gpu" = "cpu") {
  const { inputs } = layerCase("llama_like");
  const gate = weightOf(Float32Array.of(1e6, -1e6, 1, 2), {
    name: "gate_proj.weight",
    shape: [2, 2],
    dtype: "F32",
  });
  const { engine } = await wrongIn("gate_proj.weight", { row: 0, vector: 0, by: (y) => y + error });
  const base = { ...inputs.base, weights: { ...inputs.base.weights, gate } };
  using checked = checkedEngine({ ...engine, device: { ...engine.device, kind } }, {
    models: { base, instruct: inputs.instruct },
    seed: 42,
  });
  const x = checked.upload(Float32Array.of(1, 1), { nRows: 1, nColumns: 2 });
  const [y] = await checked.linear([{ x, rounding: "stored" }], gate) as [DeviceMatrix];
  await checked.download([y]);
  return checked.check();
}

Deno.test("checkedEngine() passes an error below the bound, and states it", async () => {
  // 0.9e-6 of 2e6.
  assert.deepEqual(await ofCancelling(1.8), {
    nProducts: 1,
    nValues: 2,
    block: null,
    largest: {
      side: "base",
      product: "gate",
      difference: Math.fround(1.8) / 2e6,
      row: 0,
      vector: 0,
    },
  });
});

Deno.test("checkedEngine() stops at an error above the bound, and says what to try", async () => {
  await assert.rejects(ofCancelling(2.2), {
    message:
      "Cannot trust the products of the base checkpoint on plain loops in TypeScript (reference): " +
      'expected row 0 of "gate_proj.weight" in memory.safetensors times input vector 0 of 1 to be 0 within 0.000001 of the ' +
      "sizes of its terms, got 2.200000047683716, 0.00000110 of them away; report this as a bug of deltascope",
  });
  await assert.rejects(ofCancelling(-2.2, "gpu"), {
    message: /; try --device cpu, and report this as a bug of deltascope or of the driver$/,
  });
});

Deno.test("checkedEngine() leaves what is not finite to the check that tells its cause", async () => {
  const { largest, nValues } = await ofCancelling(NaN);
  assert.equal(nValues, 1);
  assert.equal(largest?.row, 1);
});

Deno.test("checkedEngine() releases what it holds where a pass fails, and not the engine", async () => {
  const watched = watch(await sharedEngine("cpu", { weights: "bf16" }));
  const { inputs } = layerCase("gemma_like");
  const models = { base: inputs.base, instruct: inputs.instruct };
  const { hiddenSize } = inputs.base.recipe;
  {
    using checked = checkedEngine(watched.engine, { models, seed: 42 });
    const x = checked.upload(inputs.inputs.subarray(0, hiddenSize), {
      nRows: 1,
      nColumns: hiddenSize,
    });
    const [y] = await checked.linear([{ x, rounding: "bf16" }], models.base.weights.gate);
    x.release();
    y?.release();
  }
  await watched.assertReleased();
});
