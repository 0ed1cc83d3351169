import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine.ts";
import { type ModelLayer, runPass } from "../../src/compute/layer_pass.ts";
import { type RowComparison, rowComparisons } from "../../src/compute/row_comparisons.ts";
import { ENGINES, sameSumsEngine, sharedEngine, testOn } from "./gpu.ts";
import { type LayerCase, layerCase } from "./layer_fixtures.ts";
import { bothOutputs, everything, requestOf, value } from "./pass_requests.ts";

/** Of float32 sums against float64 ones over float32 products. */
const COMPARISON_BOUND = 2e-6;

/** Every stage of a model before its post-norm, and its gate and up for n of the base. */
async function productsOf(engine: Engine, { inputs }: LayerCase, model: "base" | "instruct") {
  const { recipe, weights } = inputs[model];
  const { weights: rounding } = engine;
  const shape = { nRows: inputs.inputs.length / recipe.hiddenSize, nColumns: recipe.hiddenSize };
  const x = engine.upload(inputs.inputs, shape);
  const normed = async (of: ModelLayer) =>
    (await engine.norm([{ x, rounding, isOutputRounded: false }], of.weights.preNorm!, recipe))
      .map((n) => ({ x: n, rounding }));
  const [own, ofBase] = [await normed(inputs[model]), await normed(inputs.base)];
  const [gate, up, gateOfBase, upOfBase] = [
    ...await engine.linear(own, weights.gate),
    ...await engine.linear(own, weights.up),
    ...await engine.linear(ofBase, weights.gate),
    ...await engine.linear(ofBase, weights.up),
  ];
  const hidden = engine.gatedActivation(gate!, up!, recipe.activation);
  const [down] = await engine.linear([{ x: hidden, rounding }], weights.down);
  const all = { normed: own[0]!.x, gate, up, hidden, down, gateOfBase, upOfBase };
  const read = await engine.download(Object.values(all).map((matrix) => matrix!));
  return Object.fromEntries(Object.keys(all).map((key, ix) => [key, read[ix]])) as Record<
    keyof typeof all,
    Float32Array
  >;
}

/** The definition, in float64. */
function compared(a: readonly number[], b: readonly number[]): RowComparison {
  const squared = (values: readonly number[]) => values.reduce((sum, it) => sum + it * it, 0);
  const [baseSquared, instructSquared] = [squared(a), squared(b)];
  const [lengthA, lengthB] = [Math.sqrt(baseSquared), Math.sqrt(instructSquared)];
  return {
    baseSquared,
    instructSquared,
    differenceSquared: squared(a.map((entry, i) => b[i]! - entry)),
    deltaAngular: squared(a.map((entry, i) => entry / lengthA - b[i]! / lengthB)) / 2,
  };
}

/** Asserts the comparison of each row. */
function assertCompared(
  numbers: Float32Array,
  [a, b]: [Float32Array, Float32Array],
  { nVectors }: { nVectors: number },
): void {
  const found = rowComparisons(numbers);
  assert.equal(found.length, nVectors);
  const nColumns = a.length / nVectors;
  for (const [v, row] of found.entries()) {
    const rowOf = (values: Float32Array) => [...values.subarray(v * nColumns, (v + 1) * nColumns)];
    const expected = compared(rowOf(a), rowOf(b));
    for (const key of Object.keys(expected) as (keyof RowComparison)[]) {
      const error = Math.abs(row[key] / expected[key] - 1);
      assert.ok(error <= COMPARISON_BOUND, `row ${v} ${key}: ${row[key]}, not ${expected[key]}`);
    }
  }
}

for (const kind of ENGINES) {
  const test = testOn(kind);

  for (const name of ["gemma_like", "llama_like"] as const) {
    test(`runPass() on the ${kind} gives every stage of ${name} as the operations one by one do`, async () => {
      const engine = await sameSumsEngine(kind);
      const layer = layerCase(name);
      const { inputs } = layer;
      const found = await runPass(engine, { ...requestOf(inputs), wanted: everything(inputs) });
      const plain = await bothOutputs(engine, inputs);
      const base = await productsOf(engine, layer, "base");
      const instruct = await productsOf(engine, layer, "instruct");
      assert.deepEqual(found.y, [plain.base, plain.instruct]);
      assert.deepEqual(found.normed, [base.normed, instruct.normed]);
      assert.deepEqual(found.gate, [base.gate, instruct.gate, instruct.gateOfBase]);
      assert.deepEqual(found.up, [base.up, instruct.up, instruct.upOfBase]);
      assert.deepEqual(found.hidden, [base.hidden, instruct.hidden]);
      assert.deepEqual(found.down, [base.down, instruct.down]);
      if (name === "llama_like") assert.deepEqual(found.down, found.y);
    });

    test(`runPass() on the ${kind} compares the products of ${name} on the way`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const layer = layerCase(name);
      const { inputs } = layer;
      const found = await runPass(engine, { ...requestOf(inputs), wanted: everything(inputs) });
      const [gate, up, hidden] = found.compared;
      assertCompared(gate!, [found.gate[0]!, found.gate[1]!], layer);
      assertCompared(up!, [found.up[0]!, found.up[1]!], layer);
      assertCompared(hidden!, [found.hidden[0]!, found.hidden[1]!], layer);
      const further = [found.normed, found.down, found.y];
      for (const [ix, [a, b]] of further.entries()) {
        const matrices = [a!, b!].map((values) => {
          const nColumns = values.length / layer.nVectors;
          return engine.upload(values, { nRows: layer.nVectors, nColumns });
        });
        const [expected] = await engine.download([
          engine.compareRows(matrices[0]!, matrices[1]!),
        ]);
        assert.deepEqual(found.further[ix], expected);
      }
      const [gateChange, upChange] = found.change;
      assertCompared(gateChange!, [found.gate[0]!, found.gate[2]!], layer);
      assertCompared(upChange!, [found.up[0]!, found.up[2]!], layer);
    });
  }

  test(`runPass() on the ${kind} compares rows of two names`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const layer = layerCase("gemma_like");
    const { inputs, nColumns } = layer;
    const cut = (first: number) => inputs.inputs.subarray(first * nColumns, (first + 3) * nColumns);
    const { models } = requestOf(inputs);
    const [a, b] = [
      value("base", "gate", { rows: "a" }),
      value("instruct", "gate", { rows: "b" }),
    ];
    const { apart, compared } = await runPass(engine, {
      models,
      rows: [
        { name: "a", values: cut(0), isPaired: false },
        { name: "b", values: cut(3), isPaired: false },
      ],
      wanted: { apart: [a, b], compared: [{ a, b }, { a: b, b: a }] },
    });
    assertCompared(compared[0]!, [apart[0]!, apart[1]!], { nVectors: 3 });
    assertCompared(compared[1]!, [apart[1]!, apart[0]!], { nVectors: 3 });
  });

  test(`the even part of h is half of gate times up on the ${kind}`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    for (const name of ["gemma_like", "llama_like"] as const) {
      const layer = layerCase(name);
      const reversed = { ...layer, inputs: { ...layer.inputs } };
      Object.assign(reversed.inputs, { inputs: layer.inputs.inputs.map((entry) => -entry) });
      const plus = await productsOf(engine, layer, "instruct");
      const minus = await productsOf(engine, reversed, "instruct");
      for (const [ix, h] of plus.hidden.entries()) {
        const bilinear = plus.gate[ix]! * plus.up[ix]! / 2;
        const even = (h + minus.hidden[ix]!) / 2;
        const bound = 1e-6 * (Math.abs(h) + Math.abs(bilinear));
        assert.ok(Math.abs(even - bilinear) <= bound, `${name} ${ix}: ${even}, not ${bilinear}`);
      }
    }
  });
}
