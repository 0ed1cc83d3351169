import assert from "node:assert/strict";
import type { DeviceMatrix, Engine } from "../../src/compute/engine.ts";
import { runPass } from "../../src/compute/layer_pass.ts";
import { ENGINES, sharedEngine, testOn } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { assertReadOnce, bothOutputs, everything, requestOf, value } from "./pass_requests.ts";
import { watch } from "./watched_engine.ts";

function isReleased(engine: Engine, matrix: DeviceMatrix): boolean {
  try {
    engine.oppositeRows(matrix);
    return false;
  } catch {
    return true;
  }
}

Deno.test("runPass() lets each matrix go after its last use", async () => {
  const cpu = await sharedEngine("cpu", { weights: "bf16" });
  const held: string[] = [];
  const tell = ({ name }: { name: string }) => {
    const nHeld = made.filter((matrix) => !isReleased(cpu, matrix)).length;
    held.push(`${name.split(".").at(-2)} ${nHeld}`);
  };
  const { engine, made } = watch(cpu, {
    changes: {
      norm: (uses, weight, options) => {
        tell(weight);
        return cpu.norm(uses, weight, options);
      },
      linear: (uses, weight) => {
        tell(weight);
        return cpu.linear(uses, weight);
      },
    },
  });
  await bothOutputs(engine, layerCase("gemma_like").inputs);
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

Deno.test("runPass() holds nothing at the end but what it reads back", async () => {
  const cpu = await sharedEngine("cpu", { weights: "bf16" });
  const { inputs, nColumns } = layerCase("gemma_like");
  const { models, rows } = requestOf(inputs);
  const first = inputs.inputs.subarray(0, 2 * nColumns);
  const { engine, made } = watch(cpu, {
    changes: {
      download: (matrices) => {
        assert.deepEqual(made.filter((it) => !isReleased(cpu, it)), [...matrices]);
        return cpu.download(matrices);
      },
    },
  });
  const { compared, further, change, hybrids } = everything(inputs);
  await runPass(engine, {
    models,
    rows: [...rows, { name: "first", values: first, isPaired: true }],
    wanted: { compared, further, change, hybrids, y: [value("base", "output", { rows: "first" })] },
  });
});

for (const operation of ["norm", "linear", "download"] as const) {
  Deno.test(`runPass() releases what it holds when ${operation}() fails`, async () => {
    const cpu = await sharedEngine("cpu", { weights: "bf16" });
    const changes = { [operation]: () => Promise.reject(new Error("Cannot read it")) };
    const { engine, assertReleased } = watch(cpu, { changes });
    const run = bothOutputs(engine, layerCase("gemma_like").inputs);
    await assert.rejects(run, { message: "Cannot read it" });
    await assertReleased();
  });
}

for (const kind of ENGINES) {
  const test = testOn(kind);
  for (const name of ["gemma_like", "llama_like"] as const) {
    test(`runPass() on the ${kind} reads each weight of ${name} once, waits once and releases all, whatever is wanted`, async () => {
      const opened = await sharedEngine(kind, { weights: "bf16", maxTileBytes: 256 });
      const { engine, log, countDownloads, assertReleased } = watch(opened);
      const { inputs, nColumns } = layerCase(name);
      const { models, rows } = requestOf(inputs);
      const pairs = {
        name: "pairs",
        values: inputs.inputs.subarray(0, 3 * nColumns),
        isPaired: true,
      };
      const [single, paired] = [everything(inputs), everything(inputs, "pairs")];
      await runPass(engine, {
        models,
        rows: [...rows, pairs],
        wanted: { single: Object.values(single).flat(), paired: Object.values(paired).flat() },
      });
      assert.equal(countDownloads(), 1);
      assert.equal(log.length, name === "gemma_like" ? 11 : 9); // the tensors of both models, and the download
      assertReadOnce(inputs);
      await assertReleased();
    });
  }
}
