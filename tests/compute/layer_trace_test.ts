import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine.ts";
import { computeLayer, type ModelLayer } from "../../src/compute/layer_mlp.ts";
import {
  HYBRID_PARTS,
  hybridIndex,
  type HybridPart,
  type RowComparison,
} from "../../src/compute/layer_trace.ts";
import { COMPONENTS } from "../../src/results/causes.ts";
import type { LayerWeights } from "../../src/sources/weights.ts";
import { sharedEngine, testOnGpu } from "./gpu.ts";
import { type LayerCase, layerCase } from "./layer_fixtures.ts";
import type { MemoryWeight } from "./memory_weight.ts";

const TENSORS: Record<HybridPart, Exclude<keyof LayerWeights, "layer">> = {
  pre_norm: "preNorm",
  gate: "gate",
  up: "up",
  down: "down",
  post_norm: "postNorm",
};

/** Of float32 sums against float64 ones over float32 products. */
const COMPARISON_BOUND = 2e-6;

/** The base with the given tensors of instruct. */
function hybrid({ inputs }: LayerCase, fromInstruct: readonly HybridPart[]): ModelLayer {
  const { base, instruct } = inputs;
  const taken = fromInstruct.map((part) => [TENSORS[part], instruct.weights[TENSORS[part]]]);
  return { ...base, weights: { ...base.weights, ...Object.fromEntries(taken) } };
}

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

for (const kind of ["gpu", "cpu"] as const) {
  const test = kind === "gpu" ? testOnGpu : Deno.test;

  for (const name of ["gemma_like", "llama_like"] as const) {
    const parts = HYBRID_PARTS.filter((part) => name === "gemma_like" || part !== "post_norm");

    test(`computeLayer() on the ${kind} gives of every hybrid of ${name} what a model of its tensors gives`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const layer = layerCase(name);
      const nHybrids = 3;
      const trace = { nTraced: 4, nCrossed: 4, nHybrids };
      const found = await computeLayer(engine, { ...layer.inputs, isNormRounded: false, trace });
      const hybrids = found.trace?.hybrids ?? [];
      assert.equal(hybrids.length, 2 ** parts.length);
      for (let index = 0; index < hybrids.length; index++) {
        const fromInstruct = parts.filter((_, bit) => index >> bit & 1);
        assert.equal(hybridIndex(fromInstruct), index);
        const mixed = { ...layer.inputs, base: hybrid(layer, fromInstruct), isNormRounded: false };
        const { base } = await computeLayer(engine, mixed);
        const expected = base.subarray(0, nHybrids * layer.nColumns);
        assert.deepEqual(hybrids[index], expected, fromInstruct.join(" "));
      }
    });

    test(`computeLayer() on the ${kind} compares the products of ${name} on the way`, async () => {
      const engine = await sharedEngine(kind, { weights: "bf16" });
      const layer = layerCase(name);
      const { nColumns, nInner, inputs } = layer;
      const options = { isNormRounded: false, trace: { nTraced: 4, nCrossed: 3, nHybrids: 2 } };
      const found = await computeLayer(engine, { ...inputs, ...options });
      const plain = await computeLayer(engine, { ...inputs, isNormRounded: false });
      assert.deepEqual([found.base, found.instruct], [plain.base, plain.instruct]);
      const { trace } = found;
      assert.ok(trace !== null);
      const base = await productsOf(engine, layer, "base");
      const instruct = await productsOf(engine, layer, "instruct");
      for (const stage of ["gate", "up", "hidden"] as const) {
        assert.equal(trace[stage].length, 4);
        assertCompared(trace[stage], [base[stage], instruct[stage]], nInner);
      }
      assert.equal(trace.gateChange.length, 3);
      assertCompared(trace.gateChange, [base.gate, instruct.gateOfBase], nInner);
      assertCompared(trace.upChange, [base.up, instruct.upOfBase], nInner);
      assert.deepEqual(trace.firstHidden.base, base.hidden.subarray(0, nInner));
      assert.deepEqual(trace.firstHidden.instruct, instruct.hidden.subarray(0, nInner));
      assert.equal(trace.downBase.length, 4 * nColumns);
      if (name === "llama_like") {
        assert.equal(trace.baseNormed, null);
        assert.deepEqual(trace.downInstruct, found.instruct.subarray(0, 4 * nColumns));
      } else {
        // The base's post-norm after everything else of instruct is a hybrid.
        const index = hybridIndex(["pre_norm", "gate", "up", "down"]);
        assert.deepEqual(trace.baseNormed?.subarray(0, 2 * nColumns), trace.hybrids[index]);
      }
    });
  }

  test(`computeLayer() on the ${kind} gives the same where inputs are cut into several matrices`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const { inputs } = layerCase("gemma_like");
    const options = {
      isNormRounded: false,
      nFloorVectors: 2,
      nOtherRounding: 2,
      trace: { nTraced: 4, nCrossed: 3, nHybrids: 2 },
    };
    const whole = await computeLayer(engine, { ...inputs, ...options });
    const cut = await computeLayer(
      new Proxy(engine, {
        get(target, key) {
          if (key === "maxRows") return () => 2;
          const value = Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      }),
      { ...inputs, ...options },
    );
    assert.deepEqual(cut, whole);
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

Deno.test("computeLayer() reads each weight once and waits once with a trace too", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const { inputs } = layerCase("gemma_like");
  let nDownloads = 0;
  const counted: Engine = {
    ...engine,
    download: (matrices) => {
      nDownloads++;
      return engine.download(matrices);
    },
  };
  const trace = { nTraced: 4, nCrossed: 4, nHybrids: 2 };
  await computeLayer(counted, { ...inputs, isNormRounded: false, trace });
  assert.equal(nDownloads, 1);
  for (const { weights } of [inputs.base, inputs.instruct]) {
    for (const name of Object.values(TENSORS)) {
      const { reads, sizeBytes } = weights[name] as MemoryWeight;
      assert.equal(reads.reduce((sum, read) => sum + read.sizeBytes, 0), sizeBytes, name);
    }
  }
});

Deno.test("the parts of a hybrid are the components of the results, in one order", () => {
  assert.deepEqual([...HYBRID_PARTS], [...COMPONENTS]);
});
