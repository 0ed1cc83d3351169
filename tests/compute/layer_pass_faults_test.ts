import assert from "node:assert/strict";
import { runPass } from "../../src/compute/layer_pass.ts";
import { type Mixture, whole } from "../../src/compute/mixture.ts";
import { ENGINES, sharedEngine, testOn } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { bothOutputs, PLAIN, requestOf, value } from "./pass_requests.ts";
import { watch } from "./watched_engine.ts";

for (const kind of ENGINES) {
  const test = testOn(kind);

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
      const { inputs } = layerCase("gemma_like", (name, bytes) => {
        if (tensor.split(" ").includes(name)) change(bytes);
      });
      await assert.rejects(bothOutputs(engine, inputs), { name: "Error", message });
    });
  }

  for (const tensor of ["gate", "up", "down"]) {
    test(`runPass() on the ${kind} gives zeros where ${tensor} of instruct is zero, and the base as ever`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const ordinary = await bothOutputs(engine, layerCase("gemma_like").inputs);
      const { inputs } = layerCase("gemma_like", (name, bytes) => {
        if (name === `instruct.${tensor}`) bytes.fill(0);
      });
      const { base, instruct } = await bothOutputs(engine, inputs);
      assert.ok(instruct.every((value) => value === 0));
      assert.deepEqual(base, ordinary.base);
    });
  }

  test(`runPass() on the ${kind} accepts zero outputs of a zero input`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const { inputs, nColumns } = layerCase("gemma_like");
    inputs.inputs.fill(0, 0, nColumns);
    const { base } = await bothOutputs(engine, inputs);
    assert.ok(base.subarray(0, nColumns).every((value) => value === 0));
    assert.ok(base.subarray(nColumns).some((value) => value !== 0));
  });

  test(`runPass() on the ${kind} accepts zero outputs of a zero input and its negative`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const { inputs, nColumns } = layerCase("gemma_like");
    inputs.inputs.fill(0, nColumns, 2 * nColumns);
    const request = requestOf(inputs, { isPaired: true });
    const { y: [y] } = await runPass(engine, { ...request, wanted: { y: [value("base")] } });
    const isZero = (v: number) =>
      y!.subarray(v * nColumns, (v + 1) * nColumns).every((entry) => entry === 0);
    assert.deepEqual([0, 1, 2, 3, 4, 5].map(isZero), [false, false, true, true, false, false]);
  });
}

/** Models whose gate of instruct holds NaN. */
function damaged() {
  return layerCase("gemma_like", (name, bytes) => {
    if (name === "instruct.gate") bytes.set([0xc0, 0x7f], 2 * (17 * 21 + 5));
  }).inputs;
}

Deno.test("runPass() names the rows of the first output that is at fault", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const inputs = damaged();
  const { models, rows } = requestOf(inputs);
  const first = { name: "first", values: inputs.inputs.subarray(0, 21), isPaired: true };
  const wanted = { y: [value("instruct", "output", { rows: "first" }), value("instruct")] };
  await assert.rejects(
    runPass(engine, { models, rows: [...rows, first], wanted }),
    /of the instruct checkpoint: .*gate_proj.* for input vector 0 of first$/,
  );
});

Deno.test("runPass() checks outputs of one model, and nothing that is made of two or lies on the way", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const hybrid: Mixture = { ...whole("base", PLAIN), gate: "instruct" };
  const { y: [mixed, gate] } = await runPass(engine, {
    ...requestOf(damaged()),
    wanted: { y: [value(hybrid), value("instruct", "gate"), value("base")] },
  });
  assert.ok(mixed!.some(Number.isNaN) && gate!.some(Number.isNaN));
});

Deno.test("runPass() looks into a model with a tensor of zeros once, whatever is wanted of it", async () => {
  const layer = layerCase("gemma_like", (name, bytes) => {
    if (name === "instruct.down") bytes.fill(0);
  });
  const { models, rows } = requestOf(layer.inputs);
  const { engine, log } = watch(await sharedEngine("cpu", { weights: "bf16" }));
  const all = ["a", "b", "c"].map((name) => ({ ...rows[0]!, name }));
  await runPass(engine, {
    models,
    rows: all,
    wanted: { y: all.map(({ name }) => value("instruct", "output", { rows: name })) },
  });
  const nReads = log.filter((it) => JSON.stringify(it).includes("down_proj")).length;
  assert.equal(nReads, 2);
});
