import assert from "node:assert/strict";
import { spanRow } from "../../../../src/analyses/projection/settle/span.ts";
import type { SemanticVector } from "../../../../src/prepare/semantic_vectors.ts";

/**
 * Pairs of unit vectors, each pair orthogonal to all others, with 1 - cos = `apart`: eigenvalues 2 - apart and `apart`, so that the
 * smaller singular value is sqrt(apart / (2 - apart)) of the larger one.
 */
function spanOfPairs(nPairs: number, apart: number) {
  const S = 2 * nPairs;
  const gram = Array.from({ length: S }, (_, i) =>
    Float64Array.from({ length: S }, (_, j) => {
      if (i === j) return 1;
      return i >> 1 === j >> 1 ? 1 - apart : 0;
    }));
  // d is the sum of the first two vectors, and something as long outside the span of all.
  const along = gram[0]!.map((product, i) => product + gram[1]![i]!);
  const squared = 2 * (along[0]! + along[1]!);
  const vectors = Array.from({ length: S }, (_, i): SemanticVector => ({
    kind: "role",
    name: `role ${i}`,
    values: new Float32Array(0),
  }));
  return spanRow({
    variant: "raw",
    dimensions: 4 * S,
    vectors,
    gram,
    differences: [{ squared, along }],
    draws: [{ squared: 0, along: new Float64Array(S) }],
  });
}

Deno.test("spanRow() counts singular values above a millionth of the largest", () => {
  for (const nPairs of [1, 2, 9]) {
    for (const [share, rank] of [[1e-2, 2], [1.05e-6, 2], [0.95e-6, 1], [1e-7, 1]] as const) {
      const row = spanOfPairs(nPairs, 2 * share ** 2 / (1 + share ** 2));
      assert.equal(row.rank, rank * nPairs, `${nPairs} pairs, ${share}`);
      assert.ok(Math.abs(row.r2! - 0.5) < 1e-9, `${nPairs} pairs, ${share}: ${row.r2}`);
      assert.deepEqual([row.draws_q50, row.draws_p], [null, null]);
    }
  }
});
