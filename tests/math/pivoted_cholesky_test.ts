import assert from "node:assert/strict";
import { inverseOfTriangle, pivotedCholesky } from "../../src/math/pivoted_cholesky.ts";
import { gramMatrix } from "../../src/math/products.ts";
import { seededNormals } from "../../src/math/random.ts";

const draw = seededNormals("cholesky");

function vectors(n: number, C: number): Float64Array[] {
  return Array.from({ length: n }, () => Float64Array.from({ length: C }, () => draw()));
}

/** Sum over k of a_ik b_kj with entries beyond the end of a row taken for zero. */
function product(a: readonly Float64Array[], b: readonly Float64Array[]): number[][] {
  return a.map((row) => b.map((_, j) => row.reduce((sum, it, k) => sum + it * (b[k]![j] ?? 0), 0)));
}

Deno.test("pivotedCholesky() gives L L^T of the vectors taken, the farthest outside first", () => {
  const gram = gramMatrix(vectors(9, 20));
  const { pivots, factor, left } = pivotedCholesky(gram, { enough: 0 });
  assert.deepEqual(pivots.toSorted((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(left, 0);
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
  for (const [i, row] of product(inverseOfTriangle(factor), factor).entries()) {
    for (const [j, entry] of row.entries()) {
      assert.ok(Math.abs(entry - (i === j ? 1 : 0)) < 1e-11, `${i}, ${j}: ${entry}`);
    }
  }
});

Deno.test("pivotedCholesky() takes as many vectors as span all, and says what is left of the others", () => {
  const few = vectors(3, 12);
  const sums = vectors(5, 3).map((weights) =>
    few[0]!.map((_, i) => few.reduce((sum, vector, k) => sum + weights[k]! * vector[i]!, 0))
  );
  const gram = gramMatrix([...few, ...sums, few[1]!]);
  const { pivots, left } = pivotedCholesky(gram, { enough: 1e-10 });
  assert.equal(pivots.length, 3);
  assert.ok(left <= 1e-10);
  const [first] = pivots;
  const rest = pivotedCholesky(gram, { enough: 0.999 * trace(gram) });
  assert.deepEqual(rest.pivots, [first]);
  const outside = gram.reduce(
    (sum, row, i) => sum + row[i]! - row[first!]! ** 2 / gram[first!]![first!]!,
    0,
  );
  assert.ok(Math.abs(rest.left - outside) < 1e-9);
  assert.deepEqual(pivotedCholesky([], { enough: 0 }), { pivots: [], factor: [], left: 0 });
});

function trace(gram: readonly Float64Array[]): number {
  return gram.reduce((sum, row, i) => sum + row[i]!, 0);
}
