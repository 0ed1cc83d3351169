import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine.ts";
import { runPass } from "../../src/compute/layer_pass.ts";
import type { Rows, Wanted } from "../../src/compute/pass_nodes.ts";
import { roundArrayToBf16 } from "../../src/math/dtypes.ts";
import { assertRowsClose } from "./close.ts";
import { ENGINES, sameSumsEngine, sharedEngine, testOn } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { everything, type PassCase, requestOf, value } from "./pass_requests.ts";
import { normals } from "./random.ts";
import { watch } from "./watched_engine.ts";

/** Sums of some rows alone or beside others, which may take another kernel. */
const ROW_RTOL = 2e-6;

/** Rows of several sizes, of pairs and not, so that some lie in matrices of their own and others beside each other. */
function severalRows(hiddenSize: number): Rows[] {
  const rows = (name: string, nRows: number, isPaired: boolean): Rows => {
    const values = normals(nRows * hiddenSize, nRows / 128);
    return { name, values: roundArrayToBf16(values), isPaired };
  };
  return [
    rows("few", 3, false),
    rows("pair", 1, true),
    rows("many", 71, false),
    rows("pairs", 34, true),
    rows("one", 2, false),
  ];
}

/** Everything of all rows in one pass, as of each alone. */
async function assertAsAlone(
  engine: Engine,
  { layer, several }: { layer: PassCase; several: readonly Rows[] },
  alone: Engine = engine,
) {
  const { models } = requestOf(layer);
  const wanted = Object.fromEntries(
    several.map(({ name }) => [name, Object.values(everything(layer, name)).flat()]),
  );
  const together = await runPass(engine, { models, rows: several, wanted });
  for (const rows of several) {
    const { name, values, isPaired } = rows;
    const nRows = (isPaired ? 2 : 1) * values.length / layer.base.recipe.hiddenSize;
    const expected = await runPass(alone, {
      models,
      rows: [rows],
      wanted: { it: wanted[name] ?? [] },
    });
    for (const [ix, numbers] of expected.it.entries()) {
      assertRowsClose(together[name]?.[ix] as Float32Array, numbers, {
        label: `${name} ${ix}`,
        nColumns: numbers.length / nRows,
        rtol: alone.device.kind === "cpu" ? 0 : ROW_RTOL,
      });
    }
  }
}

for (const kind of ENGINES) {
  const test = testOn(kind);

  for (const name of ["gemma_like", "llama_like"] as const) {
    test(`runPass() on the ${kind} gives several rows of ${name} what it gives each alone, in any order`, async () => {
      const engine = await sameSumsEngine(kind);
      const { inputs: layer, nColumns } = layerCase(name);
      const several = severalRows(nColumns);
      await assertAsAlone(engine, { layer, several });
      await assertAsAlone(engine, { layer, several: several.toReversed() });
    });

    test(`runPass() on the ${kind} gives several rows of ${name} the same where a matrix holds few`, async () => {
      const engine = await sameSumsEngine(kind);
      const { inputs: layer, nColumns } = layerCase(name);
      const several = severalRows(nColumns);
      for (const maxRows of [7, 66]) {
        await assertAsAlone(watch(engine, { maxRows }).engine, { layer, several }, engine);
      }
    });
  }

  test(`runPass() on the ${kind} gives the same where inputs are cut into several matrices`, async () => {
    const engine = await sameSumsEngine(kind);
    for (const name of ["gemma_like", "llama_like"] as const) {
      const layer = layerCase(name);
      for (const isPaired of [false, true]) {
        const request = {
          ...requestOf(layer.inputs, { isPaired }),
          wanted: everything(layer.inputs),
        };
        const whole = await runPass(engine, request);
        for (const maxRows of [2, 5]) {
          const cut = watch(engine, { maxRows });
          assert.deepEqual(await runPass(cut.engine, request), whole, `${name} ${maxRows}`);
        }
      }
    }
  });

  test(`runPass() on the ${kind} refuses rows of which no matrix holds one`, async () => {
    const opened = await sharedEngine(kind, { weights: "bf16" });
    const { inputs } = layerCase("gemma_like");
    for (const [maxRows, isPaired] of [[0, false], [1, true]] as const) {
      const { engine } = watch(opened, { maxRows });
      const wanted = { y: [value("base")] };
      await assert.rejects(runPass(engine, { ...requestOf(inputs, { isPaired }), wanted }), {
        name: "RangeError",
        message: "Cannot hold a single input vector in one matrix of the device",
      });
    }
  });
}

Deno.test("runPass() cuts rows by the widest matrix that they become", async () => {
  const cpu = await sharedEngine("cpu", { weights: "bf16" });
  const { inputs, nInner } = layerCase("gemma_like");
  const most = 2 * nInner;
  const { engine, made } = watch(cpu, {
    changes: { maxRows: (nColumns) => Math.floor(most / nColumns) },
  });
  await runPass(engine, { ...requestOf(inputs), wanted: everything(inputs) });
  assert.ok(made.every(({ nRows, nColumns }) => nRows * nColumns <= most));
});

Deno.test("runPass() uploads no rows that nothing wanted needs", async () => {
  const { engine, made, log } = watch(await sharedEngine("cpu", { weights: "bf16" }));
  const { inputs, nVectors } = layerCase("gemma_like");
  const { models, rows: [rows] } = requestOf(inputs);
  await runPass(engine, {
    models,
    rows: [{ ...rows!, name: "idle" }, rows!],
    wanted: { y: [value("base")] },
  });
  assert.equal(made[0]?.nRows, nVectors);
  assert.ok(log.every(([, nRows]) => nRows.length === 1 && nRows[0] === nVectors));
});

/** How many matrices a pass copies to compare the first of two groups of rows. */
async function countCopies(nOthers: number, compared: readonly Wanted[]): Promise<number> {
  let nCopies = 0;
  const cpu = await sharedEngine("cpu", { weights: "bf16" });
  const { engine } = watch(cpu, {
    changes: {
      stack: (parts) => {
        nCopies++;
        return cpu.stack(parts);
      },
    },
  });
  const { inputs, nColumns } = layerCase("gemma_like");
  const { models, rows } = requestOf(inputs);
  const others = { name: "others", values: normals(nOthers * nColumns, 0.2), isPaired: false };
  await runPass(engine, {
    models,
    rows: [others, ...rows],
    wanted: {
      y: ["inputs", "others"].flatMap((rows) => [
        value("base", "output", { rows }),
        value("instruct", "output", { rows }),
      ]),
      compared,
    },
  });
  return nCopies;
}

Deno.test("runPass() compares rows where they lie, beside others too", async () => {
  const { compared, change } = everything(layerCase("gemma_like").inputs);
  assert.equal(await countCopies(4, compared), 0);
  // n of the base, which goes through gate and up of instruct alone.
  assert.equal(await countCopies(70, change), 2);
});

Deno.test("runPass() refuses to compare rows with more or fewer", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const { inputs, nColumns } = layerCase("gemma_like");
  const { models, rows } = requestOf(inputs);
  const first = inputs.inputs.subarray(0, 3 * nColumns);
  for (const isPaired of [false, true]) {
    for (const maxRows of [2, Infinity]) {
      const wanted = {
        y: [{ a: value("base", "normed"), b: value("base", "normed", { rows: "first" }) }],
      };
      const request = {
        models,
        rows: [...rows, { name: "first", values: first, isPaired }],
        wanted,
      };
      await assert.rejects(runPass(watch(engine, { maxRows }).engine, request), {
        name: "RangeError",
        message: 'Cannot compare rows "inputs" with rows "first": expected as many',
      });
    }
  }
});
