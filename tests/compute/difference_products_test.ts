import assert from "node:assert/strict";
import { differenceProduct } from "../../src/compute/cpu/difference_products.ts";
import { differenceProducts } from "../../src/compute/difference_products.ts";
import { decodeToFloat32, encodeBf16 } from "../../src/math/dtypes.ts";
import { norm } from "../../src/math/vector_math.ts";
import type { WeightDtype } from "../../src/sources/checkpoint/weights.ts";
import { normals } from "./random.ts";

const DTYPES = ["BF16", "F16", "F32"] as const satisfies WeightDtype[];
/** Rows about the sixteen that are taken at a time, columns about the four and about the 512 that are summed at a time. */
const SHAPES = [[1, 1], [3, 7], [16, 4], [17, 512], [40, 515], [15, 1030], [33, 2]] as const;
/** Of float32 sums over so few columns, relative to what a product could be at most, |D|^2 |x|. */
const BOUND = 5e-7;

function stored(values: Float32Array, dtype: WeightDtype) {
  const bytes = dtype === "BF16"
    ? encodeBf16(values)
    : new Uint8Array((dtype === "F16" ? new Float16Array(values) : values.slice()).buffer);
  return { bytes, dtype };
}

/** Vectors that float32 has. */
function vectors(n: number, K: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => Float64Array.from(normals(K, 0.2 + i / 100)));
}

/** Holds the products to those of the twin, each divided by `scale` squared where values were multiplied by it. */
function assertNear(
  sums: readonly Float64Array[],
  [a, b]: readonly [Float32Array, Float32Array],
  { given, isRounded = false, scale = 1, place = "" }: {
    given: readonly Float64Array[];
    isRounded?: boolean;
    scale?: number;
    place?: string;
  },
): void {
  assert.equal(sums.length, given.length, place);
  const length = norm(Float64Array.from(a, (value, i) => b[i]! - value));
  for (const [i, x] of given.entries()) {
    const expected = differenceProduct(a, b, { x, isRounded });
    const off = norm(expected.map((value, k) => sums[i]![k]! / scale / scale - value));
    const most = BOUND * length ** 2 * norm(x);
    assert.ok(off <= most, `${place}, ${i}: ${off}, at most ${most}`);
    assert.ok(norm(expected) > 1000 * most, `${place}, ${i}: a product of ${norm(expected)}`);
  }
}

Deno.test("differenceProducts() gives what its twin does, of all dtypes and shapes, and nothing of what lay there before", () => {
  for (const [at, [R, K]] of [...SHAPES, ...SHAPES.toReversed()].entries()) {
    const ofA = normals(R * K, 0.1 + at / 100), ofB = ofA.map((x, i) => i % 5 === 4 ? x : x + 0.1);
    const given = vectors(1 + at % 8, K);
    for (const [dtypeA, dtypeB] of DTYPES.flatMap((a) => DTYPES.map((b) => [a, b] as const))) {
      const [a, b] = [stored(ofA, dtypeA), stored(ofB, dtypeB)];
      for (const isRounded of [true, false]) {
        const products = differenceProducts(given, { isRounded });
        products.add(a, b);
        const values = [
          decodeToFloat32(a.bytes, dtypeA),
          decodeToFloat32(b.bytes, dtypeB),
        ] as const;
        const place = `${R}, ${K}, ${dtypeA}, ${dtypeB}, ${isRounded}`;
        assertNear(products.sums(), values, { given, isRounded, place });
      }
    }
  }
});

Deno.test("differenceProducts() adds what tiles give", () => {
  const [R, K] = [70, 36];
  const a = normals(R * K, 0.3), b = normals(R * K, 0.4), given = vectors(8, K);
  const products = differenceProducts(given, { isRounded: false });
  for (const [first, end] of [[0, 1], [1, 33], [33, 70]] as const) {
    const part = (values: Float32Array) => stored(values.slice(first * K, end * K), "F32");
    products.add(part(a), part(b));
  }
  assertNear(products.sums(), [a, b], { given });
});

Deno.test("differenceProducts() loses no square of what is small or large", () => {
  const [R, K] = [20, 24];
  const given = vectors(3, K);
  // The least normal number is 1.2e-38, and the largest float32 3.4e38.
  for (const scale of [1e-37, 1e-30, 1e-13, 1e12, 1e13, 1e30, 1e37, 6e37]) {
    const zero = new Float32Array(R * K), b = normals(R * K, 0.6).map((x) => x * scale);
    const products = differenceProducts(given, { isRounded: false });
    products.add(stored(zero, "F32"), stored(b, "F32"));
    const unit = b.map((value) => value / scale);
    assertNear(products.sums(), [zero, unit], { given, scale, place: `${scale}` });
  }
});

Deno.test("differenceProducts() gives zeros where nothing differs", () => {
  const [R, K] = [18, 6];
  const a = stored(normals(R * K, 0.7), "BF16");
  const products = differenceProducts(vectors(2, K), { isRounded: true });
  products.add(a, a);
  assert.deepEqual(products.sums(), [new Float64Array(K), new Float64Array(K)]);
});
