import assert from "node:assert/strict";
import { runPass } from "../../src/compute/layer_pass.ts";
import { whole } from "../../src/compute/mixture.ts";
import { PARTS } from "../../src/sources/checkpoint/weights.ts";
import { roundArrayToBf16 } from "../../src/math/dtypes.ts";
import { ENGINES, sharedEngine, testOn } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { assertOutputs, NOTEBOOK, STRICT } from "./layer_tolerance.ts";
import type { MemoryWeight } from "./memory_weight.ts";
import { assertReadOnce, bothOutputs, PLAIN, requestOf, value } from "./pass_requests.ts";
import { watch } from "./watched_engine.ts";

for (const kind of ENGINES) {
  const test = testOn(kind);

  for (const name of ["gemma_like", "llama_like"] as const) {
    for (const weights of ["bf16", "stored"] as const) {
      test(`runPass() on the ${kind} agrees with PyTorch on ${name}, weights ${weights}`, async () => {
        const engine = await sharedEngine(kind, { weights });
        const { inputs, expected } = layerCase(name);
        assertOutputs(await bothOutputs(engine, inputs), expected[weights], STRICT);
      });
    }

    test(`runPass() on the ${kind} agrees with PyTorch on ${name}, notebook rounding`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const layer = layerCase(name);
      const { base, instruct } = await bothOutputs(engine, layer.inputs, { isNormRounded: true });
      const rounded = (values: number[][]) =>
        values.map((row) => [...roundArrayToBf16(new Float32Array(row))]);
      const { notebook } = layer.expected;
      assertOutputs(
        { base: roundArrayToBf16(base), instruct: roundArrayToBf16(instruct) },
        { base: rounded(notebook.base), instruct: rounded(notebook.instruct) },
        NOTEBOOK,
      );
    });
  }

  test(`runPass() on the ${kind} rounds weights as the mixture says, not as the engine was made`, async () => {
    const { inputs } = layerCase("gemma_like");
    for (const weights of ["bf16", "stored"] as const) {
      const [rounding, keeping] = [
        await sharedEngine(kind, { weights: "bf16" }),
        await sharedEngine(kind, { weights: "stored" }),
      ];
      assert.deepEqual(
        await bothOutputs(rounding, inputs, { weights }),
        await bothOutputs(keeping, inputs, { weights }),
        weights,
      );
    }
  });

  test(`runPass() on the ${kind} gives nothing where nothing is wanted or there are no rows`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const { inputs } = layerCase("gemma_like");
    const { models, rows } = requestOf(inputs);
    assert.deepEqual(await runPass(engine, { models, rows, wanted: {} }), {});
    const found = await runPass(engine, {
      models,
      rows: [{ name: "none", values: new Float32Array(0), isPaired: true }, ...rows],
      wanted: { y: [value("base", "output", { rows: "none" }), value("base")], nothing: [] },
    });
    const { base } = await bothOutputs(engine, inputs);
    assert.deepEqual(found, { y: [new Float32Array(0), base], nothing: [] });
  });
}

Deno.test("runPass() reads each weight once, both norms first and both down last, and waits once", async () => {
  const { engine, log } = watch(await sharedEngine("cpu", { weights: "bf16" }));
  const { inputs } = layerCase("gemma_like");
  await bothOutputs(engine, inputs);
  assert.deepEqual(log.map(([what]) => what.replace("model.layers.3.", "")), [
    "pre_feedforward_layernorm.weight",
    "pre_feedforward_layernorm.weight",
    "mlp.gate_proj.weight",
    "mlp.up_proj.weight",
    "mlp.gate_proj.weight",
    "mlp.up_proj.weight",
    "mlp.down_proj.weight",
    "mlp.down_proj.weight",
    "post_feedforward_layernorm.weight",
    "post_feedforward_layernorm.weight",
    "download",
  ]);
  assertReadOnce(inputs);
});

Deno.test("runPass() reads the base before instruct, whatever is wanted first", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const { inputs } = layerCase("gemma_like");
  const order: string[] = [];
  for (const side of ["base", "instruct"] as const) {
    for (const part of PARTS) {
      const weight = inputs[side].weights[part] as MemoryWeight;
      const { read } = weight;
      weight.read = (...args) => {
        order.push(`${side} ${part}`);
        return read.apply(weight, args);
      };
    }
  }
  await runPass(engine, {
    ...requestOf(inputs),
    wanted: { y: [value("instruct"), value("base")] },
  });
  assert.deepEqual(order, [
    "base preNorm",
    "instruct preNorm",
    "base gate",
    "base up",
    "instruct gate",
    "instruct up",
    "base down",
    "instruct down",
    "base postNorm",
    "instruct postNorm",
  ]);
});

Deno.test("runPass() applies no weight that nothing wanted needs", async () => {
  const { engine, log } = watch(await sharedEngine("cpu", { weights: "bf16" }));
  const crossed = { ...whole("instruct", PLAIN), preNorm: "base" } as const;
  const { inputs } = layerCase("gemma_like");
  await runPass(engine, { ...requestOf(inputs), wanted: { gate: [value(crossed, "gate")] } });
  assert.deepEqual(log.map(([what]) => what), [
    "model.layers.3.pre_feedforward_layernorm.weight",
    "model.layers.3.mlp.gate_proj.weight",
    "download",
  ]);
  const read = (["base", "instruct"] as const).flatMap((side) =>
    PARTS.filter((part) => (inputs[side].weights[part] as MemoryWeight).reads.length > 0)
      .map((part) => `${side} ${part}`)
  );
  assert.deepEqual(read, ["base preNorm", "instruct gate"]);
});

Deno.test("runPass() refuses a value of rows that there are not", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const request = requestOf(layerCase("gemma_like").inputs);
  const wanted = { y: [value("base", "output", { rows: "other" })] };
  await assert.rejects(runPass(engine, { ...request, wanted }), {
    name: "RangeError",
    message: 'Cannot compute rows "other": there are none of that name',
  });
});
