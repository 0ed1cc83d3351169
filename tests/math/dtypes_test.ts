import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  bytesPerElement,
  decodeToFloat32,
  decodeToFloat64,
  DTYPE_BITS,
  encodeBf16,
  type FloatDtype,
  roundArrayToBf16,
  roundToBf16,
} from "../../src/math/dtypes.ts";
import { openFileBytes } from "../../src/sources/folder/file_bytes.ts";
import { openSafetensors } from "../../src/sources/safetensors/safetensors.ts";

interface Expected {
  name: FloatDtype;
  dtype: FloatDtype;
  float32_bits: number[];
  bfloat16_bits: number[];
}

const testdata = new URL("../testdata/safetensors/", import.meta.url);
const expected: Expected[] = JSON.parse(await Deno.readTextFile(new URL("dtypes.json", testdata)));

async function storedBytes(name: string): Promise<Uint8Array> {
  const path = fileURLToPath(new URL("dtypes.safetensors", testdata));
  const file = await openSafetensors(await openFileBytes(path));
  const tensor = file.tensor(name);
  const bytes = new Uint8Array(tensor.sizeBytes);
  await tensor.read(0, bytes);
  file.close();
  return bytes;
}

/** Compares as numbers: all NaN are one, 0 and -0 are two. */
function assertSameValues(actual: Float32Array, wanted: Float32Array): void {
  assert.deepEqual(Array.from(actual), Array.from(wanted));
}

const bitsToFloat = (bits: number[]) => new Float32Array(new Uint32Array(bits).buffer);
const bf16ToFloat = (bits: number[]) => bitsToFloat(bits.map((b) => b * 65536));

for (const { name, dtype, float32_bits, bfloat16_bits } of expected) {
  Deno.test(`decodeToFloat32() widens ${dtype} as torch does`, async () => {
    assertSameValues(decodeToFloat32(await storedBytes(name), dtype), bitsToFloat(float32_bits));
  });

  Deno.test(`decodeToFloat64() of ${dtype} narrows to what torch has in float32`, async () => {
    const values = decodeToFloat64(await storedBytes(name), dtype);
    assertSameValues(new Float32Array(values), bitsToFloat(float32_bits));
  });

  Deno.test(`roundArrayToBf16() rounds values of ${dtype} as torch does through float32`, async () => {
    const values = decodeToFloat64(await storedBytes(name), dtype);
    const rounded = bf16ToFloat(bfloat16_bits);
    assertSameValues(roundArrayToBf16(values), rounded);
    assertSameValues(roundArrayToBf16(new Float32Array(values)), rounded);
    assertSameValues(Float32Array.from(values, roundToBf16), rounded);
    assertSameValues(decodeToFloat32(encodeBf16(values), "BF16"), rounded);
  });
}

Deno.test("decodeToFloat64() keeps every bit of F64", async () => {
  const values = decodeToFloat64(await storedBytes("f64"), "F64");
  assert.equal(values[3], 1 / 3);
  assert.equal(values[6], 1e300);
});

Deno.test("roundArrayToBf16() leaves its input alone", () => {
  const values = new Float32Array([1 / 3]);
  roundArrayToBf16(values);
  assert.equal(values[0], Math.fround(1 / 3));
});

Deno.test("encodeBf16() keeps a NaN a NaN whatever its payload", () => {
  const signalling = bitsToFloat([0x7f800001]);
  const [low, high] = encodeBf16(signalling);
  const pattern = (high ?? 0) * 256 + (low ?? 0);
  assert.ok((pattern & 0x7fff) > 0x7f80, pattern.toString(16));
});

Deno.test("decodeToFloat32() takes bytes at an odd offset and returns a copy", () => {
  const bytes = new Uint8Array([9, 0, 0, 0x80, 0x3f]).subarray(1);
  const values = decodeToFloat32(bytes, "F32");
  bytes.fill(0);
  assert.deepEqual(values, new Float32Array([1]));
});

Deno.test("decodeToFloat32() refuses a part of an element", () => {
  assert.throws(() => decodeToFloat32(new Uint8Array(6), "F32"), {
    name: "RangeError",
    message: "Cannot decode 6 bytes as F32: expected a multiple of 4 bytes",
  });
});

Deno.test("bytesPerElement() agrees with the bits that a header counts", () => {
  for (const dtype of ["BF16", "F16", "F32", "F64"] as const) {
    assert.equal(bytesPerElement(dtype) * 8, DTYPE_BITS.get(dtype));
  }
});
