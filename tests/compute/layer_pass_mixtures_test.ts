import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine.ts";
import { type ModelLayer, runPass } from "../../src/compute/layer_pass.ts";
import { hybrids, type Mixture, PARTS, whole } from "../../src/compute/mixture.ts";
import type { Wanted } from "../../src/compute/pass_nodes.ts";
import { type RowComparison, rowComparisons } from "../../src/compute/row_comparisons.ts";
import { COMPONENTS } from "../../src/results/causes.ts";
import { sharedEngine, testOnGpu } from "./gpu.ts";
import { type LayerCase, layerCase } from "./layer_fixtures.ts";
import type { MemoryWeight } from "./memory_weight.ts";
import { bothOutputs, PLAIN, requestOf, value, watch } from "./pass_requests.ts";

/** Of float32 sums against float64 ones over float32 products. */
const COMPARISON_BOUND = 2e-6;

/** gate, up and h `[V, F]` of a model, and of its gate and up for n of the base. */
async function productsOf(engine: Engine, { inputs }: LayerCase, model: "base" | "instruct") {
  const { recipe, weights } = inputs[model];
  const { weights: rounding } = engine;
  const shape = { nRows: inputs.inputs.length / recipe.hiddenSize, nColumns: recipe.hiddenSize };
  const x = engine.upload(inputs.inputs, shape);
  const normed = async (of: ModelLayer) =>
    (await engine.rmsNorm([{ x, rounding, isOutputRounded: false }], of.weights.preNorm, recipe))
      .map((n) => ({ x: n, rounding }));
  const [own, ofBase] = [await normed(inputs[model]), await normed(inputs.base)];
  const [gate, up, gateOfBase, upOfBase] = [
    ...await engine.linear(own, weights.gate),
    ...await engine.linear(own, weights.up),
    ...await engine.linear(ofBase, weights.gate),
    ...await engine.linear(ofBase, weights.up),
  ];
  const all = [gate!, up!, engine.gatedActivation(gate!, up!, recipe.activation)];
  const [g, u, h, gb, ub] = await engine.download([...all, gateOfBase!, upOfBase!]);
  return { gate: g!, up: u!, hidden: h!, gateOfBase: gb!, upOfBase: ub! };
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

function assertCompared(
  found: readonly RowComparison[],
  [a, b]: [Float32Array, Float32Array],
  nInner: number,
): void {
  for (const [v, row] of found.entries()) {
    const rowOf = (values: Float32Array) => [...values.subarray(v * nInner, (v + 1) * nInner)];
    const expected = compared(rowOf(a), rowOf(b));
    for (const key of Object.keys(expected) as (keyof RowComparison)[]) {
      const error = Math.abs(row[key] / expected[key] - 1);
      assert.ok(error <= COMPARISON_BOUND, `row ${v} ${key}: ${row[key]}, not ${expected[key]}`);
    }
  }
}

/** The base with the tensors that a mixture takes of instruct. */
function mixed({ inputs: { base, instruct } }: LayerCase, mixture: Mixture): ModelLayer {
  const taken = PARTS.filter((part) => mixture[part] === "instruct")
    .map((part) => [part, instruct.weights[part]]);
  return { ...base, weights: { ...base.weights, ...Object.fromEntries(taken) } };
}

/** Everything that is looked into. */
function everything({ inputs }: LayerCase) {
  const { hasPostNorm } = inputs.base.recipe;
  const crossed: Mixture = { ...whole("instruct", PLAIN), preNorm: "base" };
  const compared = (stage: "gate" | "up" | "hidden"): Wanted => ({
    a: value("base", stage),
    b: value("instruct", stage),
  });
  return {
    y: [value("base"), value("instruct")],
    compared: [compared("gate"), compared("up"), compared("hidden")],
    change: [
      { a: value("base", "gate"), b: value(crossed, "gate") },
      { a: value("base", "up"), b: value(crossed, "up") },
    ],
    hidden: [value("base", "hidden"), value("instruct", "hidden")],
    down: [value("base", "down"), value("instruct", "down")],
    normed: [value("base", "normed")],
    hybrids: hybrids(PLAIN, { hasPostNorm }).map((mixture) => value(mixture)),
  };
}

for (const kind of ["gpu", "cpu"] as const) {
  const test = kind === "gpu" ? testOnGpu : Deno.test;

  for (const name of ["gemma_like", "llama_like"] as const) {
    test(`runPass() on the ${kind} gives of every hybrid of ${name} what a model of its tensors gives`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const layer = layerCase(name);
      const { hasPostNorm } = layer.inputs.base.recipe;
      const mixtures = hybrids(PLAIN, { hasPostNorm });
      assert.equal(mixtures.length, hasPostNorm ? 32 : 16);
      const found = await runPass(engine, {
        ...requestOf(layer.inputs),
        wanted: { y: mixtures.map((mixture) => value(mixture)) },
      });
      for (const [ix, mixture] of mixtures.entries()) {
        const { base } = await bothOutputs(engine, {
          ...layer.inputs,
          base: mixed(layer, mixture),
        });
        assert.deepEqual(found.y[ix], base, `hybrid ${ix}`);
      }
    });

    test(`runPass() on the ${kind} compares the products of ${name} on the way`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const layer = layerCase(name);
      const { nInner, inputs } = layer;
      const found = await runPass(engine, { ...requestOf(inputs), wanted: everything(layer) });
      const plain = await bothOutputs(engine, inputs);
      assert.deepEqual(found.y, [plain.base, plain.instruct]);
      const base = await productsOf(engine, layer, "base");
      const instruct = await productsOf(engine, layer, "instruct");
      for (const [ix, stage] of (["gate", "up", "hidden"] as const).entries()) {
        const rows = rowComparisons(found.compared[ix]!);
        assert.equal(rows.length, layer.nVectors);
        assertCompared(rows, [base[stage], instruct[stage]], nInner);
      }
      const [gateChange, upChange] = found.change.map(rowComparisons);
      assertCompared(gateChange!, [base.gate, instruct.gateOfBase], nInner);
      assertCompared(upChange!, [base.up, instruct.upOfBase], nInner);
      assert.deepEqual(found.hidden, [base.hidden, instruct.hidden]);
      assert.deepEqual(found.hybrids[0], plain.base);
      assert.deepEqual(found.hybrids.at(-1), plain.instruct);
      if (name === "llama_like") assert.deepEqual(found.down, found.y);
    });
  }

  test(`runPass() on the ${kind} gives the same where inputs are cut into several matrices`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    for (const name of ["gemma_like", "llama_like"] as const) {
      const layer = layerCase(name);
      for (const isPaired of [false, true]) {
        const request = {
          ...requestOf(layer.inputs, { isPaired }),
          wanted: everything(layer),
        };
        const whole = await runPass(engine, request);
        for (const maxRows of [2, 5]) {
          const cut = watch(engine, { maxRows });
          assert.deepEqual(await runPass(cut.engine, request), whole, `${name} ${maxRows}`);
          assert.ok(cut.made.every(({ nRows }) => nRows <= maxRows));
        }
      }
    }
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

Deno.test("runPass() reads each weight once and waits once whatever is wanted, and releases it all", async () => {
  const cpu = await sharedEngine("cpu", { weights: "bf16" });
  const { engine, made, log } = watch(cpu);
  const layer = layerCase("gemma_like");
  await runPass(engine, { ...requestOf(layer.inputs), wanted: everything(layer) });
  assert.equal(log.filter(([what]) => what === "download").length, 1);
  assert.equal(log.length, 11); // ten tensors
  for (const { weights } of [layer.inputs.base, layer.inputs.instruct]) {
    for (const name of PARTS) {
      const { reads, sizeBytes } = weights[name] as MemoryWeight;
      assert.equal(reads.reduce((sum, read) => sum + read.sizeBytes, 0), sizeBytes, name);
    }
  }
  for (const matrix of made) assert.throws(() => cpu.download([matrix]), /has been released$/);
});

Deno.test("runPass() multiplies all hybrids by a weight at once", async () => {
  const { engine, log } = watch(await sharedEngine("cpu", { weights: "bf16" }));
  const layer = layerCase("gemma_like");
  const { hybrids } = everything(layer);
  await runPass(engine, { ...requestOf(layer.inputs), wanted: { hybrids } });
  const rowsOf = (part: RegExp) => log.filter(([what]) => part.test(what)).map(([, rows]) => rows);
  const V = layer.nVectors;
  // n of two models; h of eight mixtures, through either down; those products through either post-norm.
  assert.deepEqual(rowsOf(/gate_proj/), [[2 * V], [2 * V]]);
  assert.deepEqual(rowsOf(/down_proj/), [[8 * V], [8 * V]]);
  assert.deepEqual(rowsOf(/post_feedforward/), [[16 * V], [16 * V]]);
});

Deno.test("the parts of a mixture are the components of the results, in one order", () => {
  const inWords = PARTS.map((part) => part.replace(/Norm$/, "_norm"));
  assert.deepEqual(inWords, [...COMPONENTS]);
});
