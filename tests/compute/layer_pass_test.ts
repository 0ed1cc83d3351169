import assert from "node:assert/strict";
import { runPass } from "../../src/compute/layer_pass.ts";
import { roundArrayToBf16 } from "../../src/sources/dtypes.ts";
import { sharedEngine, testOnGpu } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { assertOutputs, NOTEBOOK, STRICT } from "./layer_tolerance.ts";
import type { MemoryWeight } from "./memory_weight.ts";
import { bothOutputs, requestOf, value, watch } from "./pass_requests.ts";

for (const kind of ["gpu", "cpu"] as const) {
  const test = kind === "gpu" ? testOnGpu : Deno.test;

  for (const name of ["gemma_like", "llama_like"] as const) {
    for (const weights of ["bf16", "stored"] as const) {
      test(`runPass() on the ${kind} agrees with PyTorch on ${name}, weights ${weights}`, async () => {
        const engine = await sharedEngine(kind, { weights });
        const layer = layerCase(name);
        assertOutputs(await bothOutputs(engine, layer.inputs), layer.expected[weights], STRICT);
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

  const damages = [
    {
      what: "NaN in a gate weight",
      tensor: "instruct.gate",
      change: (bytes: Uint8Array) => bytes.set([0xc0, 0x7f], 2 * (17 * 21 + 5)),
      message: "Cannot use layer 3 of the instruct checkpoint: expected " +
        '"model.layers.3.mlp.gate_proj.weight" in memory.safetensors to give finite numbers, ' +
        "got NaN at output 17 for input vector 0 of inputs",
    },
    {
      what: "NaN in a down weight",
      tensor: "base.down",
      change: (bytes: Uint8Array) => bytes.set([0xff, 0xff, 0xff, 0x7f], 4 * (2 * 50 + 49)),
      message: "Cannot use layer 3 of the base checkpoint: expected " +
        '"model.layers.3.mlp.down_proj.weight" in memory.safetensors to give finite numbers, ' +
        "got NaN at output 2 for input vector 0 of inputs",
    },
    {
      what: "Infinity in a post-norm weight",
      tensor: "base.postNorm",
      change: (bytes: Uint8Array) => bytes.set([0, 0, 0x80, 0x7f], 4 * 20),
      message:
        /^Cannot use layer 3 of the base checkpoint: expected "model\.layers\.3\.post_feedforward_layernorm\.weight" in memory\.safetensors to give finite numbers, got -?Infinity at output 20 for input vector 0 of inputs$/,
    },
    {
      what: "products that overflow together",
      tensor: "base.gate base.up",
      change: (bytes: Uint8Array<ArrayBuffer>) => {
        const values = new Float32Array(bytes.buffer);
        for (const [i, value] of values.entries()) values[i] = value * 2 ** 70;
      },
      message:
        /^Cannot use layer 3 of the base checkpoint: expected act\(gate\) \* up of "model\.layers\.3\.mlp\.gate_proj\.weight" in memory\.safetensors and "model\.layers\.3\.mlp\.up_proj\.weight" in memory\.safetensors to give finite numbers, got -?Infinity at output \d+ for input vector 0 of inputs$/,
    },
  ] as const;
  for (const { what, tensor, change, message } of damages) {
    test(`runPass() on the ${kind} stops at ${what} and names the tensor`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const layer = layerCase("gemma_like", (name, bytes) => {
        if (tensor.split(" ").includes(name)) change(bytes);
      });
      await assert.rejects(bothOutputs(engine, layer.inputs), { name: "Error", message });
    });
  }

  for (const tensor of ["gate", "up", "down"]) {
    test(`runPass() on the ${kind} gives zeros where ${tensor} of instruct is zero, and the base as ever`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const whole = await bothOutputs(engine, layerCase("gemma_like").inputs);
      const pruned = layerCase("gemma_like", (name, bytes) => {
        if (name === `instruct.${tensor}`) bytes.fill(0);
      });
      const { base, instruct } = await bothOutputs(engine, pruned.inputs);
      assert.ok(instruct.every((value) => value === 0));
      assert.deepEqual(base, whole.base);
    });
  }

  test(`runPass() on the ${kind} accepts zero outputs of a zero input`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const layer = layerCase("gemma_like");
    layer.inputs.inputs.fill(0, 0, layer.nColumns);
    const { base } = await bothOutputs(engine, layer.inputs);
    assert.ok(base.subarray(0, layer.nColumns).every((value) => value === 0));
    assert.ok(base.subarray(layer.nColumns).some((value) => value !== 0));
  });
}

Deno.test("runPass() reads each weight once, both norms first and both down last, and waits once", async () => {
  const { engine, log } = watch(await sharedEngine("cpu", { weights: "bf16" }));
  const layer = layerCase("gemma_like");
  await bothOutputs(engine, layer.inputs);
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
  for (const { weights } of [layer.inputs.base, layer.inputs.instruct]) {
    for (const name of ["preNorm", "gate", "up", "down", "postNorm"] as const) {
      const { reads, sizeBytes } = weights[name] as MemoryWeight;
      assert.equal(reads.reduce((sum, read) => sum + read.sizeBytes, 0), sizeBytes, name);
    }
  }
});

Deno.test("runPass() releases what it holds when it fails", async () => {
  const cpu = await sharedEngine("cpu", { weights: "bf16" });
  const { engine, made } = watch(cpu, {
    changes: { linear: () => Promise.reject(new Error("Cannot read it")) },
  });
  await assert.rejects(bothOutputs(engine, layerCase("gemma_like").inputs), {
    message: "Cannot read it",
  });
  assert.ok(made.length > 0);
  for (const matrix of made) assert.throws(() => cpu.download([matrix]), /has been released$/);
});

Deno.test("runPass() names rows that are wanted and not there", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const wanted = { y: [value("base", "output", { rows: "others" })] };
  await assert.rejects(runPass(engine, { ...requestOf(layerCase("gemma_like").inputs), wanted }), {
    message: 'Cannot compute rows "others": there are none of that name',
  });
});
