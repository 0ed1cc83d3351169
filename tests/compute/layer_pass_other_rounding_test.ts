import assert from "node:assert/strict";
import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import type { Engine } from "../../src/compute/engine.ts";
import { runPass } from "../../src/compute/layer_pass.ts";
import { ENGINES, sameSumsEngine, sharedEngine, testOn } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { assertReadOnce, bothOutputs, type PassCase, requestOf, value } from "./pass_requests.ts";
import { watch } from "./watched_engine.ts";

const N_OTHER = 3;

/** y of both models, and of the first rows under the other rounding of n. */
async function bothRoundings(engine: Engine, layer: PassCase, isNormRounded = false) {
  const { models, rows } = requestOf(layer);
  const first = layer.inputs.subarray(0, N_OTHER * layer.base.recipe.hiddenSize);
  const turned = { isNormRounded: !isNormRounded, rows: "first" };
  const { own, other } = await runPass(engine, {
    models,
    rows: [...rows, { name: "first", values: first, isPaired: false }],
    wanted: {
      own: [
        value("base", "output", { isNormRounded }),
        value("instruct", "output", { isNormRounded }),
      ],
      other: [value("base", "output", turned), value("instruct", "output", turned)],
    },
  });
  return { own, other };
}

for (const kind of ENGINES) {
  const test = testOn(kind);

  for (const name of ["gemma_like", "llama_like"] as const) {
    for (const isNormRounded of [false, true]) {
      const rounded = isNormRounded ? "rounded" : "not rounded";
      test(`runPass() on the ${kind} gives the other rounding of ${name}, n ${rounded}, as a run of its own would`, async () => {
        const engine = await sameSumsEngine(kind);
        const { inputs, nColumns } = layerCase(name);
        const both = await bothRoundings(engine, inputs, isNormRounded);
        const same = await bothOutputs(engine, inputs, { isNormRounded });
        const other = await bothOutputs(engine, inputs, { isNormRounded: !isNormRounded });
        const end = N_OTHER * nColumns;
        assert.deepEqual(both.own, [same.base, same.instruct]);
        assert.deepEqual(both.other, [
          other.base.subarray(0, end),
          other.instruct.subarray(0, end),
        ]);
        assert.notDeepEqual(both.other[0], same.base.subarray(0, end));
      });
    }
  }

  test(`runPass() on the ${kind} reads each weight once for the other rounding too, and reads back once`, async () => {
    const { inputs } = layerCase("gemma_like");
    const { engine, countDownloads } = watch(
      await sharedEngine(kind, { weights: "bf16", maxTileBytes: 256 }),
    );
    await bothRoundings(engine, inputs);
    assert.equal(countDownloads(), 1);
    assertReadOnce(inputs);
  });
}

Deno.test("runPass() stops at an output that only the other rounding makes infinite", async () => {
  const cpu = createCpuEngine({ weights: "bf16" });
  // Arithmetic that breaks only where n is rounded.
  const failing: Engine = {
    ...cpu,
    norm: async (uses, weight, options) => {
      const normed = await cpu.norm(uses, weight, options);
      return normed.map((n, ix) =>
        uses[ix]?.isOutputRounded
          ? cpu.upload(new Float32Array(n.nRows * n.nColumns).fill(Infinity), n)
          : n
      );
    },
  };
  const { inputs } = layerCase("gemma_like");
  await bothOutputs(failing, inputs);
  await assert.rejects(bothRoundings(failing, inputs), {
    name: "Error",
    message: "Cannot use layer 3 of the base checkpoint: expected " +
      '"model.layers.3.pre_feedforward_layernorm.weight" in memory.safetensors to give finite numbers, ' +
      "got Infinity at output 0 for input vector 0 of first",
  });
});
