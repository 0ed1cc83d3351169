import assert from "node:assert/strict";
import { reserve } from "../../src/math/host_kernel.ts";
import { kernelProducts } from "../../src/math/kernel_products.ts";
import { plainProducts } from "../../src/math/plain_products.ts";
import { seededNormals } from "../../src/math/random.ts";

const draw = seededNormals("kernel products");

/** Coordinates: none, about a pair, about one slice of 512 and two, and those of gemma-2-27b. */
const COORDINATES = [0, 1, 2, 3, 511, 512, 513, 1023, 1025, 4608];
/** Rows and columns about whole tiles of four. */
const SHAPES = [[1, 1], [1, 6], [3, 5], [4, 4], [5, 3], [8, 9], [11, 2], [13, 16]] as const;

function vectors(n: number, C: number, entry: () => number = draw): Float64Array[] {
  return Array.from({ length: n }, () => Float64Array.from({ length: C }, entry));
}

/** The first product that is another one, in words, since of large matrices no difference can be shown; null where none is. */
function firstOther(products: readonly Float64Array[], expected: readonly Float64Array[]) {
  if (products.length !== expected.length) return `${products.length} rows`;
  for (const [r, row] of expected.entries()) {
    if (products[r]!.length !== row.length) return `${products[r]!.length} products in row ${r}`;
    const s = row.findIndex((product, s) => !Object.is(product, products[r]![s]));
    if (s !== -1) return `${products[r]![s]} for ${row[s]} in row ${r}, column ${s}`;
  }
  return null;
}

function assertSame(
  [rows, columns]: readonly [readonly Float64Array[], readonly Float64Array[]],
  place: string,
) {
  const other = firstOther(kernelProducts(rows, columns), plainProducts(rows, columns));
  assert.equal(other, null, place);
}

Deno.test("kernelProducts() gives what its twin does, to the bit, and nothing of what lay there before", () => {
  // Growing and shrinking in turn: of an earlier and larger call more is in the memory.
  for (const C of [...COORDINATES, ...COORDINATES.toReversed()]) {
    for (const [R, S] of SHAPES) {
      const rows = vectors(R, C), columns = vectors(S, C), place = `${R} by ${S} of ${C}`;
      assertSame([rows, columns], place);
      assertSame([rows, rows], `Gram of ${place}`);
    }
  }
});

Deno.test("kernelProducts() gives what its twin does of more than it multiplies at a time, on either side", () => {
  // 1024 rows and columns are multiplied at a time.
  const many = vectors(1030, 3), more = vectors(2050, 3), few = vectors(5, 3);
  for (const [rows, columns] of [[many, many], [many, few], [few, more]] as const) {
    assertSame([rows, columns], `${rows.length} by ${columns.length}`);
  }
  assert.deepEqual(kernelProducts([], many), []);
  assert.deepEqual(kernelProducts(few, []), few.map(() => new Float64Array(0)));
  assert.deepEqual(kernelProducts([], []), []);
});

Deno.test("kernelProducts() and its twin sum whole numbers exactly", () => {
  // Some twenty bits each: float64 holds every sum of a few thousand of their products.
  const whole = () => Math.round(draw() * 2 ** 18);
  for (const C of COORDINATES) {
    const rows = vectors(5, C, whole), columns = vectors(6, C, whole);
    const exact = rows.map((row) =>
      Float64Array.from(
        columns,
        (column) => Number(row.reduce((sum, a, i) => sum + BigInt(a) * BigInt(column[i]!), 0n)),
      )
    );
    assert.deepEqual(kernelProducts(rows, columns), exact, `kernel, ${C} coordinates`);
    assert.deepEqual(plainProducts(rows, columns), exact, `twin, ${C} coordinates`);
  }
});

Deno.test("kernelProducts() rounds every product before it is added, and adds in the order of the coordinates", () => {
  // (1 + e)^2 = 1 + 2e + e^2: the last term is lost where the product is rounded, and is left where it is not.
  const e = 2 ** -40, a = 1 + e, rounded = 1 + 2 * e;
  const rows = vectors(4, 2, () => a).map((row) => row.with(1, 1));
  const columns = vectors(4, 2, () => a).map((column) => column.with(1, -rounded));
  assert.deepEqual(kernelProducts(rows, columns), rows.map(() => new Float64Array(4)));
  // What is small goes beside what is large, and stays if it comes when that is gone: over slices too.
  for (const C of [3, 514, 1200]) {
    const ones = vectors(4, C, () => 1);
    const sums = vectors(4, C, () => 1).map((column) => {
      column[0] = 2 ** 60;
      column[C - 2] = -(2 ** 60);
      return column;
    });
    const expected = ones.map(() => Float64Array.of(1, 1, 1, 1));
    assert.deepEqual(kernelProducts(ones, sums), expected, `${C} coordinates`);
  }
});

Deno.test("kernelProducts() gives what is not finite, and what is next to nothing, as its twin does", () => {
  const entries = [NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, -0];
  for (const C of [1, 2, 5]) {
    for (const entry of entries) {
      for (let i = 0; i < C; i++) {
        for (const factor of [entry, 0, 1]) {
          const rows = vectors(5, C), columns = vectors(5, C, () => factor);
          rows[1]![i] = entry;
          const place = `${entry} at ${i} of ${C}, times ${factor}`;
          assertSame([rows, columns], place);
          assertSame([rows, rows], place);
        }
      }
    }
  }
});

Deno.test("reserve() grows a memory to what it is to hold, and says so where there is no more", () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 });
  for (const [nBytes, pages] of [[5, 1], [65_537, 2], [10, 2], [196_608, 3]] as const) {
    reserve(memory, nBytes);
    assert.equal(memory.buffer.byteLength / 65_536, pages);
  }
  assert.throws(() => reserve(memory, 2_000_001), {
    name: "RangeError",
    message:
      "Cannot compute on the host: expected 3 MB of memory for some vectors, and there is no more; " +
      "take fewer vectors or --random directions at a time",
  });
});
