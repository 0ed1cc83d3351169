import assert from "node:assert/strict";
import { weightColumns } from "../../src/results/weight_columns.ts";
import { compareWeights } from "../../src/library/compare_weights.ts";
import {
  type Checkpoint,
  layerTensors,
  type LayerWeights,
} from "../../src/sources/checkpoint/weights.ts";
import { openLocalCheckpoint } from "../sources/local_inputs.ts";
import { compareLayers } from "../../src/weights/compare_layers.ts";
import { weightOf } from "../compute/memory_weight.ts";
import { pathOf } from "../sources/checkpoint/adapter/adapted_pair.ts";
import { assertRows, at } from "./expected_rows.ts";

for (const name of ["gemma2", "llama", "phi3"]) {
  for (const weights of ["bf16", "stored"] as const) {
    Deno.test(`compareWeights() gives the numbers of the oracle: ${name}, ${weights}`, async () => {
      const expected = JSON.parse(await Deno.readTextFile(at(`${name}/expected.json`)));
      const { rows, layers, others } = await compareWeights({
        base: at(`${name}/base`),
        instruct: at(`${name}/instruct`),
        weights,
      });
      assert.deepEqual(layers, [0, 1]);
      assertRows(rows, expected[weights], weightColumns);
      assert.equal(others, null);
    });
  }
}

Deno.test("compareWeights() takes a pair of every architecture, and each of its MLP tensors", async () => {
  const folder = new URL("../testdata/architectures/", import.meta.url);
  let nPairs = 0;
  for await (const { name } of Deno.readDir(folder)) {
    const side = (side: string) => decodeURIComponent(new URL(`${name}/${side}`, folder).pathname);
    const [base, instruct] = [side("base"), side("instruct")];
    const { rows } = await compareWeights({ base, instruct });
    const checkpoint = await openLocalCheckpoint(base);
    const { nLayers } = checkpoint.recipe;
    const tensors = Array.from(
      { length: nLayers },
      (_, layer) => layerTensors(checkpoint.layerWeights(layer)),
    ).flat();
    checkpoint.close();
    assert.deepEqual(
      rows.map((row) => row.n_elements),
      tensors.map(({ shape }) => shape.reduce((product, n) => product * n, 1)),
      name,
    );
    assert.ok(rows.every((row) => row.relative_change! > 0 || row.base_norm === 0), name);
    nPairs++;
  }
  assert.ok(nPairs > 20, `${nPairs}`);
});

Deno.test("compareWeights() gives the same to the bit on any number of threads", async () => {
  let nStarted = 0;
  const { Worker } = globalThis;
  using _ = {
    [Symbol.dispose]: () => void (globalThis.Worker = Worker),
  };
  globalThis.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      nStarted++;
    }
  };
  const on = async (threads: number) => {
    nStarted = 0;
    const [base, instruct] = [at("phi3/base"), at("phi3/instruct")];
    const { rows } = await compareWeights({ base, instruct, threads });
    assert.equal(nStarted, threads);
    return rows;
  };
  const found = await on(1);
  for (const threads of [2, 5]) assert.deepEqual(await on(threads), found);
});

Deno.test("compareWeights() of a checkpoint with itself finds no difference and no number that is none", async () => {
  for (const side of ["base", "instruct"]) {
    const folder = at(`llama/${side}`);
    const { rows } = await compareWeights({ base: folder, instruct: folder });
    for (const row of rows) {
      const isZero = row.base_norm === 0;
      assert.deepEqual(
        [row.delta_norm, row.relative_change, row.delta_angular, row.changed_share],
        [0, isZero ? null : 0, isZero ? null : 0, 0],
        `${row.layer} ${row.tensor}`,
      );
    }
    assert.equal(rows.filter(({ base_norm }) => base_norm === 0).length, side === "base" ? 2 : 1);
  }
});

for (
  const [model, adapter] of [
    ["llama", "patterns"],
    ["llama", "dora"],
    ["gemma3", "nested"],
    ["phi3", "fused"],
  ] as const
) {
  Deno.test(`compareWeights() on an adapter gives what it gives of the merged checkpoint: ${model}, ${adapter}`, async () => {
    const base = pathOf(`${model}/base`);
    const of = (instruct: string) =>
      compareWeights({ base, instruct: pathOf(`${model}/${instruct}`), weights: "stored" });
    const merged = await of(`merged-${adapter}`);
    const adapted = await of(adapter);
    assert.equal(adapted.instruct.adapter, adapter);
    const columns = ["base_norm", "instruct_norm", "delta_norm", "relative_change"] as const;
    for (const [i, row] of merged.rows.entries()) {
      for (const column of columns) {
        const [a, b] = [adapted.rows[i]![column]!, row[column]!];
        assert.ok(Math.abs(a - b) <= 1e-6 * b, `${row.layer} ${row.tensor} ${column}: ${a}, ${b}`);
      }
    }
    assert.ok(merged.rows.some(({ relative_change }) => relative_change! > 0.01));
  });
}

Deno.test("compareLayers() adds 1 to the weights of norms alone, not to their biases", async () => {
  const of = (values: number[]) =>
    weightOf(Float32Array.from(values), { shape: [values.length], dtype: "F32" });
  const matrix = weightOf(Float32Array.of(1), { shape: [1, 1], dtype: "F32" });
  const checkpoint = (norm: number[], bias: number[]) =>
    ({
      recipe: { normOffset: 1 },
      layerWeights: (layer: number): LayerWeights => ({
        layer,
        preNorm: of(norm),
        gate: matrix,
        up: matrix,
        down: matrix,
        postNorm: null,
        biases: { preNorm: of(bias) },
      }),
    }) as unknown as Checkpoint;
  const layers: number[] = [];
  const { rows } = await compareLayers({
    base: checkpoint([2, 3], [3, 4]),
    instruct: checkpoint([2, 3], [6, 8]),
  }, {
    layers: [5],
    rounding: "stored",
    hasSpectrum: false,
    rowsOf: (_layer, make) => make(),
    onWeightBytes: () => {},
    onLayer: (layer) => void layers.push(layer),
  });
  assert.deepEqual(
    rows.map((row) => [row.layer, row.tensor, row.base_norm, row.relative_change]),
    [
      [5, "pre_norm", 5, 0],
      [5, "pre_norm_bias", 5, 1],
      [5, "gate", 1, 0],
      [5, "up", 1, 0],
      [5, "down", 1, 0],
    ],
  );
  assert.deepEqual(layers, [5]);
});
