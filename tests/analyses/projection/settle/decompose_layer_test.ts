import assert from "node:assert/strict";
import { decomposeLayer } from "../../../../src/analyses/projection/settle/decompose_layer.ts";
import {
  assertAlike,
  decompositionNames,
  differenceOf,
  readDecomposition,
} from "../decomposition_fixture.ts";

/** Of dot products and what is made of them. */
const PRODUCT_BOUND = 1e-9;
/** Of what takes the inverse of a Gram matrix. */
const INVERSE_BOUND = 1e-6;

type Key = { kind: string; name: string; input_vector: string };
const keyOf = ({ kind, name, input_vector }: Key) => `${input_vector} ${kind} ${name}`;

for (const name of decompositionNames()) {
  const fixture = readDecomposition(name);
  const { rows: expectedRows, summary: expected } = fixture.expected;

  Deno.test(`decomposeLayer() gives the rows that NumPy gives of ${name}`, () => {
    const { rows } = decomposeLayer(differenceOf(fixture));
    const byKey = new Map(rows.map((row) => [keyOf(row), row]));
    assert.equal(byKey.size, expectedRows.length);
    for (const row of expectedRows) {
      const where = `${name} ${keyOf(row)}`;
      const { omp_coefficient, ...found } = byKey.get(keyOf(row))!;
      const { omp_coefficient: coefficient, ...rest } = row;
      assertAlike(found, rest, { bound: PRODUCT_BOUND, where });
      assertAlike({ omp_coefficient }, { omp_coefficient: coefficient }, {
        bound: INVERSE_BOUND,
        where,
      });
    }
    const byInput = Map.groupBy(rows, ({ input_vector }) => input_vector);
    assert.deepEqual([...byInput.keys()], fixture.inputs.map(({ name }) => name));
    assert.deepEqual([...byInput.values()].flat(), rows);
    for (const ofInput of byInput.values()) {
      const sizes = ofInput.map(({ projection }) => Math.abs(projection));
      assert.deepEqual(sizes, sizes.toSorted((a, b) => b - a));
    }
  });

  Deno.test(`decomposeLayer() gives the mean directions, spans and pursuits that NumPy gives of ${name}`, () => {
    const { summary } = decomposeLayer(differenceOf(fixture)).info;
    assert.ok(summary !== null);
    assert.equal(summary.draws, expected.draws);
    const tables = [
      { table: "common_mode", bound: PRODUCT_BOUND },
      { table: "spans", bound: INVERSE_BOUND },
      { table: "pursuit", bound: INVERSE_BOUND },
    ] as const;
    for (const { table, bound } of tables) {
      assert.equal(summary[table].length, expected[table].length, `${name} ${table}`);
      for (const [i, row] of expected[table].entries()) {
        assertAlike(summary[table][i]!, row, { bound, where: `${name} ${table} ${i}` });
      }
    }
  });
}

Deno.test("decomposeLayer() says nothing of no vectors", () => {
  const difference = differenceOf(readDecomposition("few-vectors"));
  const semantic = { ...difference.semantic, vectors: [] };
  const { rows, info } = decomposeLayer({ ...difference, semantic });
  assert.deepEqual(rows, []);
  assert.equal(info.summary, null);
  assert.deepEqual([info.layer, info.vector_layer], [18, 22]);
  assert.ok(info.delta_norm > 0);
});

Deno.test("decomposeLayer() tells what is left of the one vector that holds most of d without the outlier dimensions", () => {
  const difference = differenceOf(readDecomposition("few-vectors"));
  // By hand: the cosine is 197 / (sqrt(101) 5 sqrt(17)) = 0.951, and -3 / 5 without the first coordinate.
  const d = Float64Array.of(20, -3, 4, 0);
  const measured = {
    inputs: [{ name: "PC1", d, base: new Float64Array(4), instruct: d }],
    draws: [],
  } as const;
  const alongOne = (outliers: number[], values: number[]) => {
    const vectors = [{ kind: "trait", name: "calm", values: Float32Array.from(values) }] as const;
    const semantic = { ...difference.semantic, vectors };
    const { info } = decomposeLayer({ ...difference, ...measured, outliers, semantic });
    return info.summary!.along_one_trimmed;
  };
  const found = alongOne([0], [10, 1, 0, 0]);
  assert.ok(Math.abs(found! + 0.6) < 1e-12, String(found));
  assert.equal(alongOne([], [10, 1, 0, 0]), null);
  assert.equal(alongOne([0], [10, 0, 0, 0]), null);
  assert.equal(alongOne([0], [0, 1, 0, 0]), null);
});
