import assert from "node:assert/strict";
import { sweepOf } from "../../../src/analyses/sweep/settle.ts";
import { type SweptLayer } from "../../../src/measure/swept_vectors.ts";
import type { Sweep } from "../../../src/results.ts";
import { assertClose, readSemantic } from "../../prepare/semantic_fixture.ts";

const { layers, expected } = readSemantic<{ layers: SweptLayer[]; expected: Sweep }>("sweep.json");

Deno.test("sweepOf() gives what NumPy and SciPy give of random numbers", () => {
  const { rows, layers: byLayer, tests } = sweepOf(layers);
  assertClose(rows, expected.rows, 1e-12);
  assertClose(byLayer, expected.layers, 1e-12);
  assertClose(tests.map(withoutP), expected.tests.map(withoutP), 1e-11);
});

Deno.test("sweepOf() gives SciPy's p to 1e-7", () => {
  // jStat's incomplete beta function stops at about 1e-8.
  const p = ({ tests }: Pick<Sweep, "tests">) =>
    tests.map(({ welch_p, student_p }) => [welch_p, student_p]);
  assertClose(p(sweepOf(layers)), p(expected), 1e-7);
});

function withoutP({ welch_p: _, student_p: __, ...rest }: Sweep["tests"][number]) {
  return rest;
}

const POET = { kind: "role", name: "poet", deltaNorm: 0, deltaAngular: 0 } as const;

Deno.test("sweepOf() ranks equal means by kind, then name", () => {
  const { rows } = sweepOf([{
    layer: 0,
    vectors: [
      { ...POET, kind: "trait", name: "a", trimmedAngular: null },
      { ...POET, name: "b", trimmedAngular: null },
      { ...POET, trimmedAngular: null },
      { ...POET, kind: "trait", name: "z", deltaNorm: 1, trimmedAngular: null },
    ],
  }]);
  assert.deepEqual(
    rows.map(({ kind, name, delta_norm_rank, delta_angular_rank }) =>
      `${kind} ${name} ${delta_norm_rank} ${delta_angular_rank}`
    ),
    ["role b 2 1", "role poet 3 2", "trait a 4 3", "trait z 1 4"],
  );
});

Deno.test("sweepOf() leaves unknown what one layer, one kind or no change cannot tell", () => {
  const { rows, layers, tests } = sweepOf([{
    layer: 5,
    vectors: [{ ...POET, trimmedAngular: null }, { ...POET, name: "bard", trimmedAngular: null }],
  }]);
  assert.equal(rows[0]?.delta_norm_sd, null);
  assert.equal(rows[0]?.trimmed_angular_mean, null);
  assert.deepEqual(layers.map(({ kind, n }) => [kind, n]), [["role", 2]]);
  assert.deepEqual(tests.map(({ column }) => column), ["delta_norm", "delta_angular"]);
  assert.deepEqual(tests[0], {
    column: "delta_norm",
    roles: 2,
    traits: 0,
    roles_mean: 0,
    traits_mean: null,
    cohens_d: null,
    welch_t: null,
    welch_df: null,
    welch_p: null,
    student_t: null,
    student_df: null,
    student_p: null,
    note: "assumes independence",
  });
  assert.deepEqual(sweepOf([]), { rows: [], layers: [], tests: [] });
});
