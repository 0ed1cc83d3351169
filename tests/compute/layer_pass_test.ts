import assert from "node:assert/strict";
import type { DeviceMatrix } from "../../src/compute/engine.ts";
import { runPass } from "../../src/compute/layer_pass.ts";
import { hybrids, PARTS, whole } from "../../src/compute/mixture.ts";
import { roundArrayToBf16 } from "../../src/sources/dtypes.ts";
import { assertReadOnce, bothOutputs, PLAIN, plainRows, value } from "./both_outputs.ts";
import { sharedEngine, testOnGpu } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { assertOutputs, NOTEBOOK, STRICT } from "./layer_tolerance.ts";
import type { MemoryWeight } from "./memory_weight.ts";
import { watchedEngine } from "./watched_engine.ts";

const [BASE, INSTRUCT] = [whole("base", PLAIN), whole("instruct", PLAIN)];

for (const kind of ["gpu", "cpu"] as const) {
  const test = kind === "gpu" ? testOnGpu : Deno.test;

  for (const name of ["gemma_like", "llama_like"] as const) {
    for (const weights of ["bf16", "stored"] as const) {
      test(`runPass() on the ${kind} agrees with PyTorch on ${name}, weights ${weights}`, async () => {
        const engine = await sharedEngine(kind, { weights });
        const layer = layerCase(name);
        const actual = await bothOutputs(engine, layer, { weights, isNormRounded: false });
        assertOutputs(actual, layer.expected[weights], STRICT);
      });
    }

    test(`runPass() on the ${kind} agrees with PyTorch on ${name}, notebook rounding`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const layer = layerCase(name);
      const { base, instruct } = await bothOutputs(engine, layer, {
        ...PLAIN,
        isNormRounded: true,
      });
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
    const layer = layerCase("gemma_like");
    for (const weights of ["bf16", "stored"] as const) {
      const [rounded, stored] = await Promise.all((["bf16", "stored"] as const).map(
        async (made) =>
          await bothOutputs(await sharedEngine(kind, { weights: made }), layer, {
            weights,
            isNormRounded: false,
          }),
      ));
      assert.deepEqual(rounded, stored, weights);
    }
  });

  test(`runPass() on the ${kind} gives nothing where nothing is wanted or there are no rows`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const { models, inputs } = layerCase("gemma_like");
    assert.deepEqual(await runPass(engine, { models, rows: [plainRows(inputs)], wanted: {} }), {});
    const none = { name: "none", values: new Float32Array(0), isPaired: true };
    const found = await runPass(engine, {
      models,
      rows: [none, plainRows(inputs)],
      wanted: { none: [value(BASE, "output", "none"), value(BASE, "output")], nothing: [] },
    });
    assert.deepEqual(found.none[0], new Float32Array(0));
    assert.deepEqual(found.none[1], (await bothOutputs(engine, { models, inputs })).base);
    assert.deepEqual(found.nothing, []);
  });
}

Deno.test("runPass() reads each weight once, both norms first and both down last, and waits once", async () => {
  const watch = watchedEngine(await sharedEngine("cpu", { weights: "bf16" }));
  const layer = layerCase("gemma_like");
  await bothOutputs(watch.engine, layer);
  assert.deepEqual(watch.log, [
    "pre_feedforward_layernorm [6]",
    "pre_feedforward_layernorm [6]",
    "gate_proj [6]",
    "up_proj [6]",
    "gate_proj [6]",
    "up_proj [6]",
    "down_proj [6]",
    "down_proj [6]",
    "post_feedforward_layernorm [6]",
    "post_feedforward_layernorm [6]",
    "download",
  ]);
  assertReadOnce(layer);
});

Deno.test("runPass() takes the base before instruct, whatever is wanted first", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const { models, inputs } = layerCase("gemma_like");
  const order: string[] = [];
  for (const side of ["base", "instruct"] as const) {
    for (const part of PARTS) {
      const weight = models[side].weights[part] as MemoryWeight;
      const { read } = weight;
      Object.assign(weight, {
        read(...args: Parameters<typeof read>) {
          order.push(`${side} ${part}`);
          return read.apply(weight, args);
        },
      });
    }
  }
  await runPass(engine, {
    models,
    rows: [plainRows(inputs)],
    wanted: { y: [value(INSTRUCT, "output"), value(BASE, "output")] },
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
  const watch = watchedEngine(await sharedEngine("cpu", { weights: "bf16" }));
  const { models, inputs } = layerCase("gemma_like");
  const wanted = { gate: [value({ ...INSTRUCT, preNorm: "base" }, "gate")] };
  await runPass(watch.engine, { models, rows: [plainRows(inputs)], wanted });
  assert.deepEqual(watch.log, ["pre_feedforward_layernorm [6]", "gate_proj [6]", "download"]);
});

for (const kind of ["gpu", "cpu"] as const) {
  const test = kind === "gpu" ? testOnGpu : Deno.test;
  for (const name of ["gemma_like", "llama_like"] as const) {
    test(`runPass() on the ${kind} reads each weight of ${name} once, waits once and releases all, whatever is wanted`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16", maxTileBytes: 256 });
      const watch = watchedEngine(engine);
      const layer = layerCase(name);
      const { models, inputs, nColumns } = layer;
      const pairs = { name: "pairs", values: inputs.subarray(0, 3 * nColumns), isPaired: true };
      await runPass(watch.engine, {
        models,
        rows: [plainRows(inputs), pairs],
        wanted: {
          outputs: ["inputs", "pairs"].flatMap((rows) => [
            value(BASE, "output", rows),
            value(INSTRUCT, "output", rows),
            value(whole("base", { ...PLAIN, weights: "stored" }), "output", rows),
            value(whole("instruct", { ...PLAIN, isNormRounded: true }), "output", rows),
            value(BASE, "hidden", rows),
            value(BASE, "normed", rows),
          ]),
          compared: (["gate", "up", "hidden"] as const)
            .map((stage) => ({ a: value(BASE, stage), b: value(INSTRUCT, stage) })),
          hybrids: hybrids(PLAIN, models.base.recipe).map((it) => value(it, "output", "pairs")),
        },
      });
      assert.equal(watch.log.filter((entry) => entry === "download").length, 1);
      assertReadOnce(layer);
      await watch.assertReleased();
    });
  }
}

Deno.test("runPass() lets each matrix go after its last use", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const held: string[] = [];
  const tell = (name: string) => {
    const nHeld = watch.made.filter((matrix) => !isReleased(matrix)).length;
    held.push(`${name.split(".").at(-2)} ${nHeld}`);
  };
  const isReleased = (matrix: DeviceMatrix) => {
    try {
      engine.oppositeRows(matrix);
      return false;
    } catch {
      return true;
    }
  };
  const watch = watchedEngine(engine, {
    changed: {
      rmsNorm: (uses, weight, options) => {
        tell(weight.name);
        return engine.rmsNorm(uses, weight, options);
      },
      linear: (uses, weight) => {
        tell(weight.name);
        return engine.linear(uses, weight);
      },
    },
  });
  await bothOutputs(watch.engine, layerCase("gemma_like"));
  assert.deepEqual(held, [
    "pre_feedforward_layernorm 1", // x
    "pre_feedforward_layernorm 2", // x and n of base
    "gate_proj 2", // n of both
    "up_proj 3", // n of both, gate of base
    "gate_proj 2", // h of base, n of instruct
    "up_proj 3", // h of base, n and gate of instruct
    "down_proj 2", // h of both
    "down_proj 2", // down of base, h of instruct
    "post_feedforward_layernorm 2", // down of both
    "post_feedforward_layernorm 2", // y of base, down of instruct
  ]);
});

Deno.test("runPass() releases what it holds when it fails", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const watch = watchedEngine(engine, {
    changed: { linear: () => Promise.reject(new Error("Cannot read it")) },
  });
  await assert.rejects(bothOutputs(watch.engine, layerCase("gemma_like")), {
    message: "Cannot read it",
  });
  assert.equal(watch.made.length, 3); // x and n of both models
  await watch.assertReleased();
});

Deno.test("runPass() refuses a value of rows that there are not", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const { models, inputs } = layerCase("gemma_like");
  await assert.rejects(
    runPass(engine, {
      models,
      rows: [plainRows(inputs)],
      wanted: { y: [value(BASE, "output", "other")] },
    }),
    { name: "RangeError", message: 'Cannot compute rows "other": there are none of that name' },
  );
});
