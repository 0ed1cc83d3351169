import assert from "node:assert/strict";
import type { DeviceMatrix, Engine } from "../../src/compute/engine.ts";
import { computeLayer, type LayerOutputs } from "../../src/compute/layer_mlp.ts";
import {
  countPaired,
  evenRows,
  firstOfPairs,
  firstRows,
} from "../../src/compute/opposite_pairs.ts";
import { assertRowsClose } from "./close.ts";
import { sharedEngine, testOnGpu } from "./gpu.ts";
import { layerCase } from "./layer_fixtures.ts";
import { weightOf } from "./memory_weight.ts";
import { normals } from "./random.ts";

/** Sums of one input alone or beside others, which may take another kernel. */
const ROW_RTOL = 2e-6;

const N_PAIRS = 3;

/** u, -u, v, -v, w, -w and, of the same rows, u, v, w, -u, -v, -w: rows, and where each row of the first is in the second. */
function orders(inputs: Float32Array, nColumns: number) {
  const plus = Array.from(
    { length: N_PAIRS },
    (_, i) => inputs.subarray(i * nColumns, (i + 1) * nColumns),
  );
  const minus = plus.map((row) => row.map((entry) => -entry));
  const join = (rows: readonly Float32Array[]) => new Float32Array(rows.flatMap((row) => [...row]));
  return {
    paired: join(plus.flatMap((row, i) => [row, minus[i] as Float32Array])),
    apart: join([...plus, ...minus]),
    placeApart: (row: number) => row % 2 * N_PAIRS + Math.floor(row / 2),
  };
}

/** Everything of the outputs that has a row an input, by name: numbers a row. */
function rowsOf(outputs: LayerOutputs, nRows: number): Map<string, Float32Array[]> {
  const { base, instruct, baseAsStored, otherRounding, trace } = outputs;
  assert.ok(trace !== null);
  const cut = (values: Float32Array) => {
    const nColumns = values.length / nRows;
    return Array.from(
      { length: nRows },
      (_, v) => values.subarray(v * nColumns, (v + 1) * nColumns),
    );
  };
  const { gate, up, hidden, gateChange, upChange, hybrids } = trace;
  const entries: [string, Float32Array[]][] = [
    ...Object.entries({ base, instruct }).map(([k, v]): [string, Float32Array[]] => [k, cut(v)]),
    ...Object.entries({ gate, up, hidden, gateChange, upChange }).map(
      ([key, rows]): [string, Float32Array[]] => [
        key,
        rows.map((row) => Float32Array.from([row.baseSquared, row.instructSquared])),
      ],
    ),
    ...hybrids.map((values, ix): [string, Float32Array[]] => [`hybrid ${ix}`, cut(values)]),
    ["down of base", cut(trace.downBase)],
    ["down of instruct", cut(trace.downInstruct)],
  ];
  if (baseAsStored !== null) entries.push(["as stored", cut(baseAsStored)]);
  if (otherRounding !== null) entries.push(["other rounding", cut(otherRounding.base)]);
  return new Map(entries);
}

for (const kind of ["gpu", "cpu"] as const) {
  const test = kind === "gpu" ? testOnGpu : Deno.test;

  for (const name of ["gemma_like", "llama_like"] as const) {
    test(`computeLayer() on the ${kind} gives of pairs u, -u of ${name} what it gives of each alone`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const { inputs: layer, nColumns } = layerCase(name);
      const { paired, apart, placeApart } = orders(layer.inputs, nColumns);
      const nRows = 2 * N_PAIRS;
      assert.deepEqual([countPaired(paired, nColumns), countPaired(apart, nColumns)], [nRows, 0]);
      const options = {
        isNormRounded: false,
        nFloorVectors: nRows,
        nOtherRounding: nRows,
        trace: { nTraced: nRows, nCrossed: nRows, nHybrids: nRows },
      };
      const run = async (inputs: Float32Array) =>
        rowsOf(await computeLayer(engine, { ...layer, ...options, inputs }), nRows);
      const [ofPairs, ofEach] = [await run(paired), await run(apart)];
      assert.ok(ofPairs.size > 20 && ofPairs.size === ofEach.size);
      for (const [key, rows] of ofPairs) {
        for (const [v, actual] of rows.entries()) {
          const expected = ofEach.get(key)?.[placeApart(v)] as Float32Array;
          const label = `${key}, row ${v}`;
          assertRowsClose(actual, expected, { label, nColumns: actual.length, rtol: ROW_RTOL });
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
      assert.equal(countPaired(all, nColumns), 2 * nRows);
      assert.deepEqual(firstOfPairs(all, nColumns), rows);
    }
  });
}

Deno.test("computeLayer() multiplies by gate and up once for both inputs of a pair", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const { inputs: layer, nColumns } = layerCase("gemma_like");
  let nVectors = new Map<string, number>();
  const watched: Engine = {
    ...engine,
    linear: (uses, weight) => {
      const key = weight.name.replace(/.*mlp\.(\w+)_proj.*/, "$1");
      const nRows = uses.reduce((sum, { x }) => sum + x.nRows, 0);
      nVectors.set(key, (nVectors.get(key) ?? 0) + nRows);
      return engine.linear(uses, weight);
    },
  };
  const { paired, apart } = orders(layer.inputs, nColumns);
  await computeLayer(watched, { ...layer, inputs: paired, isNormRounded: false });
  assert.deepEqual(Object.fromEntries(nVectors), { gate: 6, up: 6, down: 12 }); // of both models
  // Pairs, then rows that are none: each in matrices of their own.
  const mixed = new Float32Array([...paired, ...apart]);
  nVectors = new Map();
  await computeLayer(watched, { ...layer, inputs: mixed, isNormRounded: false });
  assert.deepEqual(Object.fromEntries(nVectors), { gate: 18, up: 18, down: 24 });
});

Deno.test("computeLayer() releases all that it computes of pairs", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const { inputs: layer, nColumns } = layerCase("gemma_like");
  const made: DeviceMatrix[] = [];
  const keep = (matrices: DeviceMatrix[]) => {
    made.push(...matrices);
    return matrices;
  };
  const watched: Engine = {
    ...engine,
    upload: (...args) => keep([engine.upload(...args)])[0]!,
    rmsNorm: async (...args) => keep(await engine.rmsNorm(...args)),
    linear: async (...args) => keep(await engine.linear(...args)),
    stack: (...args) => keep([engine.stack(...args)])[0]!,
    oppositeRows: (...args) => keep([engine.oppositeRows(...args)])[0]!,
  };
  const { paired } = orders(layer.inputs, nColumns);
  // Three rows of pairs are no halves any more.
  const trace = { nTraced: 6, nCrossed: 6, nHybrids: 3 };
  await computeLayer(watched, { ...layer, inputs: paired, isNormRounded: false, trace });
  for (const matrix of made) assert.throws(() => engine.download([matrix]), /has been released$/);
});

Deno.test("computeLayer() names the first input of a pair that a norm makes infinite", async () => {
  const { inputs: layer, nColumns } = layerCase("gemma_like");
  const { preNorm } = layer.base.weights;
  const huge = weightOf(new Float32Array(nColumns).fill(2 ** 127), { ...preNorm, dtype: "F32" });
  const base = { ...layer.base, weights: { ...layer.base.weights, preNorm: huge } };
  // Divided by its root mean square, an even vector has entries of 1, and one with a single entry that entry at the root of C.
  const even = new Float32Array(nColumns).fill(1);
  const single = new Float32Array(nColumns).fill(1, 0, 1);
  const { paired } = orders(new Float32Array([...even, ...single, ...even]), nColumns);
  await assert.rejects(
    computeLayer(await sharedEngine("cpu", { weights: "stored" }), {
      ...layer,
      base,
      inputs: paired,
      isNormRounded: false,
    }),
    /"model\.layers\.3\.pre_feedforward_layernorm\.weight" .*input vector 2$/,
  );
});

Deno.test("firstRows() keeps halves where the rows end with a pair", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const x = engine.upload(new Float32Array([1, 2, 3, 4]), { nRows: 2, nColumns: 2 });
  const rowsOf = async (nRows: number) => {
    const first = firstRows(engine, { x, isHalved: true }, nRows);
    const [stored] = await engine.download([first.x]) as [Float32Array];
    const whole = first.isHalved ? engine.oppositeRows(first.x) : first.x;
    const [all] = await engine.download([whole]) as [Float32Array];
    return { nStored: stored.length / 2, all: [...all] };
  };
  assert.deepEqual(await rowsOf(2), { nStored: 1, all: [1, 2, -1, -2] });
  assert.deepEqual(await rowsOf(3), { nStored: 3, all: [1, 2, -1, -2, 3, 4] });
  const plain = firstRows(engine, { x, isHalved: false }, 1);
  assert.deepEqual([...(await engine.download([plain.x]))[0]!], [1, 2]);
});

Deno.test("evenRows() cuts no pair where one fits", () => {
  assert.deepEqual([1, 2, 3, 8, Infinity].map(evenRows), [1, 2, 2, 8, Infinity]);
});
