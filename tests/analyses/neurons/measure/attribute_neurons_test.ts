import assert from "node:assert/strict";
import { attributeNeurons } from "../../../../src/analyses/neurons/measure/attribute_neurons.ts";
import type { LayerNeurons, NeuronRow } from "../../../../src/results.ts";
import { type EngineKind, ENGINES, sharedEngine, testOn } from "../../../compute/gpu.ts";
import { NEURON_CASES, type NeuronCase, neuronCase } from "../neuron_cases.ts";

/** Relative to the largest |c_j|, since float32 sums of a neuron that hardly contributes have no digits of their own. */
const RTOL = 1e-4;
/** Of cosines, which the host computes in float64 from the same columns. */
const COSINE_ATOL = 1e-8;

/** Several tiles of four rows or more. */
const MAX_TILE_BYTES = 4096;

const CONTRIBUTIONS = ["contribution", "fires", "writes", "rescaled"] as const;

async function attributed(kind: EngineKind, { weights, inputs }: NeuronCase) {
  const engine = await sharedEngine(kind, { weights, maxTileBytes: MAX_TILE_BYTES });
  return await attributeNeurons({ engine, ...inputs });
}

function assertSummary(actual: LayerNeurons, { name, expected: { summary, rows } }: NeuronCase) {
  const scale = Math.max(...rows.map((row) => Math.abs(row.contribution)));
  for (const key of Object.keys(summary) as (keyof typeof summary)[]) {
    const [a, e] = [actual[key], summary[key]];
    const error = Math.abs((a ?? NaN) - (e ?? NaN));
    const isCount = key === "neurons" || key.endsWith("half_count");
    assert.ok(error <= (isCount ? 0 : RTOL * scale), `${name}: ${key} is ${a}, expected ${e}`);
  }
}

function assertRows(actual: readonly NeuronRow[], { name, expected: { rows } }: NeuronCase) {
  const scale = Math.max(...rows.map((row) => Math.abs(row.contribution)));
  const trimmedScale = Math.max(...rows.map((row) => Math.abs(row.trimmed_contribution ?? NaN)));
  assert.deepEqual(actual.map((row) => row.neuron), rows.map((row) => row.neuron), name);
  for (const [ix, e] of rows.entries()) {
    const a = actual[ix] as NeuronRow;
    const label = `${name}: neuron ${e.neuron}`;
    for (const key of CONTRIBUTIONS) {
      assertNear(a[key], e[key], { label: `${label} ${key}`, atol: RTOL * scale });
      const trimmed = `trimmed_${key}` as const;
      const atol = RTOL * trimmedScale;
      assertNear(a[trimmed], e[trimmed], { label: `${label} ${trimmed}`, atol });
    }
    for (const key of ["share", "trimmed_share"] as const) {
      assertNear(a[key], e[key], { label: `${label} ${key}`, atol: RTOL });
    }
    assertNear(a.fires + a.writes + a.rescaled, a.contribution, { label, atol: 1e-12 * scale });
    for (const key of ["base_activation", "instruct_activation"] as const) {
      assertNear(a[key], e[key], { label: `${label} ${key}`, atol: 1e-8 * Math.abs(e[key]) });
    }
    for (const key of ["nearest", "trimmed_nearest"] as const) {
      const names = (entries: NeuronRow["nearest"]) =>
        entries.map(({ kind, name }) => [kind, name]);
      assert.deepEqual(names(a[key]), names(e[key]), `${label} ${key}`);
      for (const [i, { cosine }] of e[key].entries()) {
        assertNear(a[key][i]?.cosine ?? NaN, cosine, { label, atol: COSINE_ATOL });
      }
    }
  }
}

function assertNear(
  actual: number | null,
  expected: number | null,
  { label, atol }: { label: string; atol: number },
): void {
  const isNear = Math.abs((actual ?? NaN) - (expected ?? NaN)) <= atol;
  assert.ok(isNear, `${label} is ${actual}, expected ${expected}`);
}

for (const kind of ENGINES) {
  const test = testOn(kind);
  for (const name of NEURON_CASES) {
    test(`attributeNeurons() on the ${kind} agrees with PyTorch on ${name}`, async () => {
      const expected = neuronCase(name);
      const neurons = await attributed(kind, expected);
      assert.equal(neurons.layer, 3);
      assertSummary(neurons, expected);
      assertRows(neurons.rows, expected);
      assertNear(neurons.contribution_sum, neurons.delta_norm, {
        label: "sum of contributions",
        atol: RTOL * neurons.delta_norm,
      });
    });
  }

  test(`attributeNeurons() on the ${kind} reads down of the base once and of the instruct model twice`, async () => {
    const layer = neuronCase("wide");
    await attributed(kind, layer);
    const nPasses = ({ reads, sizeBytes }: typeof layer.inputs.base.down) =>
      reads.reduce((sum, read) => sum + read.sizeBytes, 0) / sizeBytes;
    assert.equal(nPasses(layer.inputs.base.down), 1);
    assert.equal(nPasses(layer.inputs.instruct.down), 2);
  });
}

Deno.test("attributeNeurons() lists the first 200 of both variants, by |contribution|", async () => {
  const { rows } = await attributed("cpu", neuronCase("wide"));
  assert.ok(rows.length > 200 && rows.length < 400);
  const magnitudes = rows.map((row) => Math.abs(row.contribution));
  assert.deepEqual(magnitudes, magnitudes.toSorted((a, b) => b - a));
});

Deno.test("attributeNeurons() leaves out all that is trimmed where no outlier dimension is known", async () => {
  const layer = neuronCase("gemma_like_bf16");
  const trimmed = await attributed("cpu", layer);
  const raw = await attributed("cpu", { ...layer, inputs: { ...layer.inputs, outliers: [] } });
  assert.equal(raw.trimmed_delta_norm, raw.delta_norm);
  const without = {
    trimmed_contribution_sum: null,
    trimmed_half_count: null,
    trimmed_fires: null,
    trimmed_writes: null,
    trimmed_rescaled: null,
  };
  assert.deepEqual({ ...raw, rows: [] }, {
    ...trimmed,
    ...without,
    trimmed_delta_norm: raw.delta_norm,
    rows: [],
  });
  for (const [ix, row] of raw.rows.entries()) {
    assert.deepEqual(row, {
      ...trimmed.rows[ix],
      // Lengths in another order of summation.
      nearest: row.nearest,
      trimmed_contribution: null,
      trimmed_share: null,
      trimmed_fires: null,
      trimmed_writes: null,
      trimmed_rescaled: null,
      trimmed_nearest: [],
    });
  }
});

Deno.test("attributeNeurons() leaves out all that is trimmed where the outlier dimensions hold all of d", async () => {
  const layer = neuronCase("gemma_like_bf16");
  const d = new Float64Array(layer.inputs.d.length);
  d[4] = 2;
  const neurons = await attributed("cpu", { ...layer, inputs: { ...layer.inputs, d } });
  assert.equal(neurons.trimmed_delta_norm, 0);
  assert.equal(neurons.trimmed_contribution_sum, null);
  assert.ok(neurons.rows.every((row) => row.trimmed_share === null));
  assert.ok(neurons.rows.every((row) => row.trimmed_nearest.length > 0));
});
