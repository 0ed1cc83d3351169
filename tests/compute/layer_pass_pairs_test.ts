import assert from "node:assert/strict";
import { runPass } from "../../src/compute/layer_pass.ts";
import { assertRowsClose } from "./close.ts";
import { ENGINES, sharedEngine, testOn } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { weightOf } from "./memory_weight.ts";
import { everything, requestOf, value } from "./pass_requests.ts";
import { normals } from "./random.ts";
import { watch } from "./watched_engine.ts";

/** Sums of one input alone or beside others, which may take another kernel. */
const ROW_RTOL = 2e-6;

/** Each row and its negative. */
function bothSigns(rows: Float32Array, nColumns: number): Float32Array {
  const all = new Float32Array(2 * rows.length);
  for (let start = 0; start < rows.length; start += nColumns) {
    const row = rows.subarray(start, start + nColumns);
    all.set(row, 2 * start);
    all.set(row.map((entry) => -entry), 2 * start + nColumns);
  }
  return all;
}

for (const kind of ENGINES) {
  const test = testOn(kind);

  for (const name of ["gemma_like", "llama_like"] as const) {
    test(`runPass() on the ${kind} gives of pairs u, -u of ${name} what it gives of each alone`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const { inputs: layer, nColumns, nVectors } = layerCase(name);
      const both = { ...layer, inputs: bothSigns(layer.inputs, nColumns) };
      const wanted = everything(layer);
      const ofPairs = await runPass(engine, { ...requestOf(layer, { isPaired: true }), wanted });
      const ofEach = await runPass(engine, { ...requestOf(both), wanted });
      for (const key of Object.keys(ofEach) as (keyof typeof ofEach)[]) {
        for (const [ix, expected] of ofEach[key].entries()) {
          const actual = ofPairs[key][ix]!;
          assert.equal(actual.length, expected.length, key);
          const nNumbers = expected.length / (2 * nVectors);
          const label = `${key} ${ix}`;
          assertRowsClose(actual, expected, { label, nColumns: nNumbers, rtol: ROW_RTOL });
        }
      }
    });
  }

  test(`oppositeRows() on the ${kind} writes each row and its negative`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    for (const [nRows, nColumns] of [[1, 1], [3, 7], [5, 300]] as const) {
      const rows = normals(nRows * nColumns, 0.4);
      const x = engine.upload(rows, { nRows, nColumns });
      const [all] = await engine.download([engine.oppositeRows(x)]) as [Float32Array];
      assert.deepEqual(all, bothSigns(rows, nColumns));
    }
  });
}

Deno.test("runPass() multiplies by gate and up once for both inputs of a pair", async () => {
  const { engine, log } = watch(await sharedEngine("cpu", { weights: "bf16" }));
  const { inputs: layer, nColumns } = layerCase("gemma_like");
  const rows = [
    { name: "pairs", values: layer.inputs.subarray(0, 3 * nColumns), isPaired: true },
    { name: "others", values: layer.inputs.subarray(0, 4 * nColumns), isPaired: false },
  ];
  const { models } = requestOf(layer);
  const wanted = { y: rows.map(({ name }) => value("base", "output", { rows: name })) };
  await runPass(engine, { models, rows, wanted });
  const rowsOf = (part: RegExp) =>
    log.filter(([what]) => part.test(what)).flatMap(([, nRows]) => nRows)
      .reduce((sum, n) => sum + n, 0);
  assert.deepEqual([/gate_proj/, /up_proj/, /down_proj/].map(rowsOf), [7, 7, 10]);
});

Deno.test("runPass() names the first input of a pair that a norm makes infinite", async () => {
  const { inputs: layer, nColumns } = layerCase("gemma_like");
  const { preNorm } = layer.base.weights;
  const huge = weightOf(new Float32Array(nColumns).fill(2 ** 127), { ...preNorm!, dtype: "F32" });
  const base = { ...layer.base, weights: { ...layer.base.weights, preNorm: huge } };
  // Divided by its root mean square, an even vector has entries of 1, and one with a single entry that entry at the root of C.
  const even = new Float32Array(nColumns).fill(1);
  const single = new Float32Array(nColumns).fill(1, 0, 1);
  const inputs = new Float32Array([...even, ...single, ...even]);
  const engine = await sharedEngine("cpu", { weights: "stored" });
  await assert.rejects(
    runPass(engine, {
      ...requestOf({ ...layer, base, inputs }, { isPaired: true }),
      wanted: { y: [value("base", "output", { weights: "stored" })] },
    }),
    /"model\.layers\.3\.pre_feedforward_layernorm\.weight" .*input vector 2 of inputs$/,
  );
});
