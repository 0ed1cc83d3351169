import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { mixtureCosines } from "../../src/run/mixture_cosines.ts";
import { mixturesOf, runs, vectorsOf } from "../comparison_fixture.ts";

Deno.test("mixtureCosines() are those of NumPy, with the mean direction and without", () => {
  for (const run of [runs.a, runs.b]) {
    const found = mixturesOf(run);
    deepStrictEqual(found.vectors.map(({ kind, name }) => [kind, name]), run.names);
    strictEqual(found.draws, run.draws.length);
    for (
      const [variant, values] of [["raw", found.cosine], ["specific", found.specific!]] as const
    ) {
      const expected = run.expected[variant].slice(1).flat();
      strictEqual(values.length, expected.length);
      for (const [i, value] of expected.entries()) {
        ok(Math.abs(values[i]! - value) < 1e-12, `${variant} ${i}: ${values[i]}, not ${value}`);
      }
    }
  }
});

Deno.test("mixtureCosines() are zero of a draw without a change, and null without draws or vectors", () => {
  const vectors = vectorsOf(runs.a);
  const none = new Float64Array(vectors[0]!.values.length);
  const { cosine, specific } = mixtureCosines([none], { vectors, weighed: [] })!;
  ok([...cosine, ...specific!].every((value) => value === 0));
  strictEqual(mixtureCosines([], { vectors, weighed: [] }), null);
  strictEqual(mixtureCosines([none], { vectors: [], weighed: [] }), null);
});

Deno.test("mixtureCosines() leave the mean direction where vectors cancel, of which there is none", () => {
  const values = Float32Array.of(1, 0);
  const opposite = values.map((entry) => -entry);
  const vectors = [values, opposite].map((values, i) => ({
    kind: "role" as const,
    name: `role ${i}`,
    values,
  }));
  const { cosine, specific } = mixtureCosines([Float64Array.of(3, 4)], { vectors, weighed: [] })!;
  deepStrictEqual([...cosine], [0.6, -0.6]);
  strictEqual(specific, null);
});
