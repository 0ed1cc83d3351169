import assert from "node:assert/strict";
import { leadingEigenpairs } from "../../src/math/leading_eigenpairs.ts";
import { seededNormals } from "../../src/math/random.ts";
import { tridiagonalEigenvalues } from "../../src/math/tridiagonal.ts";
import { dot } from "../../src/math/vector_math.ts";

/** D turned by two reflections, 1 - 2 v v^T each: eigenvalues are those of the diagonal whatever the vectors v. */
function turned(diagonal: readonly number[], seed: string): Float64Array[] {
  const draw = seededNormals(seed);
  let matrix = diagonal.map((value, i) =>
    Float64Array.from(diagonal, (_, j) => i === j ? value : 0)
  );
  for (let n = 0; n < 2; n++) {
    const v = Float64Array.from(diagonal, () => draw());
    const squared = dot(v, v);
    const along = matrix.map((row) => dot(row, v)); // A v
    const whole = dot(v, Float64Array.from(along));
    matrix = matrix.map((row, i) =>
      row.map((entry, j) =>
        entry - 2 * (v[i]! * along[j]! + along[i]! * v[j]!) / squared +
        4 * whole * v[i]! * v[j]! / squared ** 2
      )
    );
  }
  return matrix;
}

/** Every pair solves A v = value v, and vectors are of length 1 and orthogonal. */
function assertEigenpairs(
  matrix: readonly Float64Array[],
  { n, expected }: { n: number; expected: readonly number[] },
): void {
  const pairs = leadingEigenpairs(matrix, n);
  assert.equal(pairs.length, expected.length);
  const size = Math.abs(expected[0]!);
  for (const [k, { value, vector }] of pairs.entries()) {
    assert.ok(Math.abs(value - expected[k]!) <= 1e-13 * size, `${k}: ${value}, ${expected[k]}`);
    const left = matrix.map((row, i) => dot(row, vector) - value * vector[i]!);
    assert.ok(Math.hypot(...left) <= 1e-13 * size, `${k}: ${Math.hypot(...left)} is left`);
    for (const [other, { vector: before }] of pairs.slice(0, k + 1).entries()) {
      assert.ok(Math.abs(dot(vector, before) - (other === k ? 1 : 0)) < 1e-13, `${other}, ${k}`);
    }
  }
}

Deno.test("leadingEigenpairs() finds the largest eigenvalues of a matrix that has many alike", () => {
  const diagonal = Array.from({ length: 90 }, (_, k) => 100 - k);
  for (const n of [1, 2, 5, 40, 90, 200]) {
    assertEigenpairs(turned(diagonal, "alike"), { n, expected: diagonal.slice(0, n) });
  }
});

Deno.test("leadingEigenpairs() finds an eigenvalue as often as it occurs", () => {
  const diagonal = [7, 7, 7, 5, 5, 1, 1, 1, 1, 1, 0, 0, 0];
  for (const n of [1, 2, 3, 4, 6, 10]) {
    assertEigenpairs(turned(diagonal, "often"), { n, expected: diagonal.slice(0, n) });
  }
  const ones = Array.from({ length: 30 }, () => 1);
  assertEigenpairs(turned(ones, "ones"), { n: 4, expected: [1, 1, 1, 1] });
});

Deno.test("leadingEigenpairs() finds all eigenvalues down to nothing, of a matrix of low rank too", () => {
  const geometric = Array.from({ length: 24 }, (_, k) => 2 ** -k);
  assertEigenpairs(turned(geometric, "geometric"), { n: 24, expected: geometric });
  const low = Array.from({ length: 70 }, (_, k) => k < 3 ? 3 - k : 0);
  assertEigenpairs(turned(low, "low"), { n: 6, expected: [3, 2, 1, 0, 0, 0] });
  assertEigenpairs([0, 0].map(() => new Float64Array(2)), { n: 2, expected: [0, 0] });
  assert.deepEqual(leadingEigenpairs([], 3), []);
});

Deno.test("tridiagonalEigenvalues() are those of a path, 2 - 2 cos(pi k / (n + 1))", () => {
  const n = 50;
  const rows = [Float64Array.from({ length: n }, (_, i) => i === 0 ? 1 : 0)];
  const values = tridiagonalEigenvalues({
    diagonal: new Array(n).fill(2),
    beside: new Array(n - 1).fill(-1),
    rows,
  });
  const byValue = Array.from(values, (value, k) => ({ value, first: rows[0]![k]! }))
    .sort((a, b) => a.value - b.value);
  for (const [ix, { value, first }] of byValue.entries()) {
    const angle = Math.PI * (ix + 1) / (n + 1);
    assert.ok(Math.abs(value - (2 - 2 * Math.cos(angle))) < 1e-13);
    assert.ok(Math.abs(Math.abs(first) - Math.sqrt(2 / (n + 1)) * Math.sin(angle)) < 1e-13);
  }
});
