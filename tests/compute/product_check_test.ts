import assert from "node:assert/strict";
import { productSums } from "../../src/compute/cpu/product_sums.ts";
import {
  compareValue,
  type ProductShape,
  sampledParts,
  sampleOf,
} from "../../src/compute/product_check.ts";

/** Sizes of one product of gemma-2-27b, and of the demonstration. */
const WIDE: ProductShape = { nVectors: 2000, nRows: 4608, nColumns: 36864 };
const SMALL: ProductShape = { nVectors: 500, nRows: 192, nColumns: 768 };

/** A value that was found, beside the row and the vector that it is of. */
function compared(found: number, w: Float32Array, x: Float32Array) {
  return compareValue(found, { ...productSums(w, x), readX: () => x });
}

function ascends(numbers: readonly number[]): boolean {
  return numbers.every((number, ix) => ix === 0 || number > (numbers[ix - 1] ?? NaN));
}

Deno.test("sampleOf() draws at least four rows, the last of rows and of vectors among them, within its bounds", () => {
  for (const shape of [WIDE, SMALL, { nVectors: 2000, nRows: 36864, nColumns: 4608 }]) {
    const { rows, vectors, block } = sampleOf(shape, { seed: "42", hasBlock: false });
    assert.equal(block, null);
    assert.ok(rows.length >= 4 && rows.length <= 16, `${rows.length} rows`);
    assert.ok(ascends(rows) && ascends(vectors));
    assert.equal(rows.at(-1), shape.nRows - 1);
    assert.equal(vectors.at(-1), shape.nVectors - 1);
    assert.ok(rows.length * vectors.length * shape.nColumns <= 2 ** 21);
    assert.ok(4 * vectors.length * (shape.nColumns + shape.nRows) <= 2 ** 22);
  }
  assert.equal(sampleOf(WIDE, { seed: "42", hasBlock: false }).vectors.length, 14);
});

Deno.test("sampleOf() takes all vectors and all rows where they are few", () => {
  const few = sampleOf({ nVectors: 5, nRows: 3, nColumns: 7 }, { seed: "1", hasBlock: true });
  assert.deepEqual(few, {
    rows: [0, 1, 2],
    vectors: [0, 1, 2, 3, 4],
    block: { firstRow: 0, nRows: 3, nVectors: 5 },
  });
});

Deno.test("sampleOf() draws by its seed alone", () => {
  const of = (seed: string) => sampleOf(WIDE, { seed, hasBlock: true });
  assert.deepEqual(of("42 18 base gate"), of("42 18 base gate"));
  assert.notDeepEqual(of("42 18 base gate").rows, of("43 18 base gate").rows);
  assert.notDeepEqual(of("42 18 base gate").vectors, of("43 18 base gate").vectors);
});

Deno.test("sampleOf() makes a block of all rows where the product is small, else of neighbouring ones", () => {
  const small = sampleOf(SMALL, { seed: "42", hasBlock: true }).block;
  assert.deepEqual(small, { firstRow: 0, nRows: 192, nVectors: 28 });
  const { block } = sampleOf(WIDE, { seed: "42", hasBlock: true });
  assert.ok(block !== null && block.nVectors === 14 && block.nRows === 8);
  assert.ok(block.firstRow >= 0 && block.firstRow + block.nRows <= WIDE.nRows);
});

Deno.test("sampledParts() tells of each use which of its vectors are sampled, and where in the sample they begin", () => {
  const uses = [3, 4, 2, 5].map((nRows, ix) => ({
    x: { nRows, nColumns: 7, release() {} },
    rounding: ix === 0 ? "bf16" as const : "stored" as const,
  }));
  // Of the third use, vectors 7 and 8, none.
  assert.deepEqual(sampledParts([1, 3, 6, 9, 12, 13], uses), [
    { use: 0, rounding: "bf16", vectors: [1], first: 0 },
    { use: 1, rounding: "stored", vectors: [0, 3], first: 1 },
    { use: 3, rounding: "stored", vectors: [0, 3, 4], first: 3 },
  ]);
});

Deno.test("compareValue() sets the difference against the sizes of the terms, which cancel in the sum", () => {
  const w = Float32Array.of(1000, -1000, 1), x = Float32Array.of(1, 1, 2);
  // Terms 1000, -1000 and 2: the sum is 2, their sizes are 2002.
  assert.deepEqual(compared(3, w, x), { found: 3, expected: 2, difference: 1 / 2002 });
  assert.equal(compared(2, w, x).difference, 0);
});

Deno.test("compareValue() sees no difference in numbers too small for float32", () => {
  const w = Float32Array.of(2e-39, 1e-39), x = Float32Array.of(1, 1);
  assert.equal(compared(0, w, x).difference, 0);
  assert.equal(compared(0, Float32Array.of(0), Float32Array.of(5)).difference, 0);
  assert.equal(compared(1e-3, Float32Array.of(0), Float32Array.of(5)).difference, Infinity);
});
