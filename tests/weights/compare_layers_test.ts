import assert from "node:assert/strict";
import type { WeightRow } from "../../src/results/weight_comparison.ts";
import { weightColumns } from "../../src/results/weight_columns.ts";
import { compareWeights } from "../../src/library/compare_weights.ts";
import {
  type Checkpoint,
  layerTensors,
  type LayerWeights,
} from "../../src/sources/checkpoint/weights.ts";
import { openLocalCheckpoint } from "../sources/local_inputs.ts";
import { NO_SPECTRUM } from "../../src/weights/change_spectrum.ts";
import { compareLayers } from "../../src/weights/compare_layers.ts";
import { weightOf } from "../compute/memory_weight.ts";
import { pathOf } from "../sources/checkpoint/adapter/adapted_pair.ts";

/** Relative to the number; of 1 - cos, where nearly all of a change is one of length, relative to the square of the change. */
const RELATIVE = 1e-12;
const OF_CHANGE = 1e-15;
/** Of singular values, whose products are float32, and as far as they may be below. */
const OF_SPECTRUM = 1e-5;
const BELOW = 0.005;

const SPECTRUM: ReadonlySet<string> = new Set(Object.keys(NO_SPECTRUM));

const FOLDER = new URL("../testdata/weights/", import.meta.url);
const at = (path: string) => decodeURIComponent(new URL(path, FOLDER).pathname);

function assertRows(found: readonly WeightRow[], expected: readonly WeightRow[]): void {
  assert.equal(found.length, expected.length);
  const columns = Object.keys(weightColumns) as (keyof WeightRow)[];
  for (const [i, row] of expected.entries()) {
    for (const column of columns) {
      const [a, b] = [found[i]![column], row[column]];
      const place = `${row.layer} ${row.tensor} ${column}: ${a}, expected ${b}`;
      if (typeof a === "number" && typeof b === "number") {
        if (SPECTRUM.has(column) && column.startsWith("delta_") && column !== "delta_low_rank") {
          // A stable rank is too large where a singular value is too small.
          const ratio = b === 0 ? 1 + a : column === "delta_stable_rank" ? b / a : a / b;
          assert.ok(ratio <= 1 + OF_SPECTRUM && ratio >= 1 - BELOW, place);
          continue;
        }
        const beside = column === "delta_angular" ? OF_CHANGE * row.relative_change! ** 2 : 0;
        assert.ok(Math.abs(a - b) <= RELATIVE * Math.abs(b) + beside, place);
      } else assert.equal(a, b, place);
    }
  }
}

for (const name of ["gemma2", "llama", "phi3"]) {
  for (const weights of ["bf16", "stored"] as const) {
    Deno.test(`compareWeights() gives the numbers of the oracle: ${name}, ${weights}`, async () => {
      const expected = JSON.parse(await Deno.readTextFile(at(`${name}/expected.json`)));
      const { rows, layers } = await compareWeights({
        base: at(`${name}/base`),
        instruct: at(`${name}/instruct`),
        weights,
      });
      assert.deepEqual(layers, [0, 1]);
      assertRows(rows, expected[weights]);
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
  const on = async (threads: number) =>
    (await compareWeights({ base: at("phi3/base"), instruct: at("phi3/instruct"), threads })).rows;
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
  const rows = await compareLayers({
    base: checkpoint([2, 3], [3, 4]),
    instruct: checkpoint([2, 3], [6, 8]),
  }, {
    layers: [5],
    rounding: "stored",
    hasSpectrum: false,
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
