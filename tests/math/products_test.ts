import assert from "node:assert/strict";
import { gramMatrix, productMatrix, weightedSums } from "../../src/math/products.ts";
import { seededNormals } from "../../src/math/random.ts";
import { dot } from "../../src/math/vector_math.ts";

const draw = seededNormals("products");

function vectors(n: number, C: number): Float64Array[] {
  return Array.from({ length: n }, () => Float64Array.from({ length: C }, () => draw()));
}

Deno.test("productMatrix() and gramMatrix() are dot products to the last bit, however many there are", () => {
  for (const [R, S] of [[1, 1], [1, 6], [2, 4], [3, 5], [7, 3], [8, 9]] as const) {
    const rows = vectors(R, 13), columns = vectors(S, 13);
    assert.deepEqual(
      productMatrix(rows, columns),
      rows.map((row) => Float64Array.from(columns, (column) => dot(row, column))),
    );
    assert.deepEqual(
      gramMatrix(rows),
      rows.map((row) => Float64Array.from(rows, (other) => dot(row, other))),
    );
  }
  assert.deepEqual(productMatrix([], vectors(2, 3)), []);
  assert.deepEqual(productMatrix(vectors(1, 3), []), [new Float64Array(0)]);
  assert.deepEqual(gramMatrix([]), []);
});

Deno.test("weightedSums() add vector after vector", () => {
  const all = vectors(7, 1300), weights = vectors(3, 7);
  const expected = weights.map((row) => {
    const sum = new Float64Array(1300);
    for (const [j, weight] of row.entries()) {
      for (const [i, entry] of all[j]!.entries()) sum[i]! += weight * entry;
    }
    return sum;
  });
  assert.deepEqual(weightedSums(weights, all), expected);
});

Deno.test("productMatrix() refuses vectors of other lengths, few rows and many", () => {
  for (const nRows of [1, 8]) {
    const rows = Array.from({ length: nRows }, () => new Float64Array(4));
    assert.throws(() => productMatrix(rows, [Float64Array.of(1, 1)]), {
      name: "RangeError",
      message: "Cannot multiply vectors of 2 coordinates with others of 4: expected as many",
    });
  }
});
