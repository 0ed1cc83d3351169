import assert from "node:assert/strict";
import { eigenvaluesAbove, pivotedCholesky } from "../../src/math/pivoted_cholesky.ts";
import { gramMatrix } from "../../src/math/products.ts";
import { seededNormals } from "../../src/math/random.ts";
import { dot } from "../../src/math/vector_math.ts";

const draw = seededNormals("cholesky");

function vectors(n: number, C: number): Float64Array[] {
  return Array.from({ length: n }, () => Float64Array.from({ length: C }, () => draw()));
}

Deno.test("pivotedCholesky() gives L L^T of the vectors taken, the farthest outside first", () => {
  const gram = gramMatrix(vectors(9, 20));
  const { pivots, factor, rest } = pivotedCholesky(gram);
  assert.deepEqual(pivots.toSorted((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(rest(), []);
  for (const [i, pivot] of pivots.entries()) {
    for (const [j, other] of pivots.slice(0, i + 1).entries()) {
      const found = factor[j]!.reduce((sum, it, k) => sum + it * factor[i]![k]!, 0);
      assert.ok(Math.abs(found - gram[pivot]![other]!) < 1e-12);
    }
    // Its length outside the span of those before is no smaller than that of any later one.
    for (const later of factor.slice(i + 1)) {
      const outside = later.slice(i).reduce((sum, it) => sum + it * it, 0);
      assert.ok(factor[i]![i]! ** 2 >= outside - 1e-12);
    }
  }
});

Deno.test("pivotedCholesky() leaves of the others what lies outside the span of those taken", () => {
  const all = vectors(6, 10);
  const gram = gramMatrix(all);
  const { pivots: [first], rest } = pivotedCholesky(gram, { most: 1 });
  assert.equal(gram[first!]![first!], Math.max(...gram.map((row, i) => row[i]!)));
  const unit = all[first!]!.map((entry) => entry / Math.sqrt(gram[first!]![first!]!));
  const left = all.filter((_, i) => i !== first)
    .map((vector) => vector.map((entry, i) => entry - dot(vector, unit) * unit[i]!));
  for (const [i, row] of gramMatrix(left).entries()) {
    for (const [j, entry] of row.entries()) {
      assert.ok(Math.abs(rest()[i]![j]! - entry) < 1e-12, `${i}, ${j}`);
    }
  }
  assert.deepEqual(pivotedCholesky([]).pivots, []);
  assert.deepEqual(pivotedCholesky([Float64Array.of(-1)]).pivots, []);
});

Deno.test("eigenvaluesAbove() counts those of a path, 2 - 2 cos(pi k / (n + 1)), above any value", () => {
  const n = 23;
  const matrix = Array.from(
    { length: n },
    (_, i) =>
      Float64Array.from({ length: n }, (_, j) => i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0),
  );
  const values = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(Math.PI * (k + 1) / (n + 1)));
  for (const value of [-1, 0, 1e-3, 0.02, 0.5, 1, 1.97, 2.03, 3, 3.9, 3.99, 5]) {
    const expected = values.filter((it) => it > value).length;
    assert.equal(eigenvaluesAbove(matrix, value), expected, String(value));
  }
  assert.equal(eigenvaluesAbove([], 0), 0);
});
