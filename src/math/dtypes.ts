/**
 * Element types of safetensors files: sizes, decoding, and rounding to bfloat16.
 *
 * Multi-byte values are little endian, in files by definition and in memory because Deno only runs on such machines.
 *
 * @module
 */

/** Bits per element of every dtype that a safetensors header may name (safetensors 0.8, `Dtype::bitsize`). */
export const DTYPE_BITS: ReadonlyMap<string, number> = new Map([
  ["BOOL", 8],
  ["F4", 4],
  ["F6_E2M3", 6],
  ["F6_E3M2", 6],
  ["U8", 8],
  ["I8", 8],
  ["F8_E5M2", 8],
  ["F8_E4M3", 8],
  ["F8_E8M0", 8],
  ["F8_E4M3FNUZ", 8],
  ["F8_E5M2FNUZ", 8],
  ["I16", 16],
  ["U16", 16],
  ["F16", 16],
  ["BF16", 16],
  ["I32", 32],
  ["U32", 32],
  ["F32", 32],
  ["C64", 64],
  ["F64", 64],
  ["I64", 64],
  ["U64", 64],
]);

/** Floating-point dtypes that are decoded here. */
export type FloatDtype = "BF16" | "F16" | "F32" | "F64";

const FLOAT_BYTES: Readonly<Record<FloatDtype, number>> = { BF16: 2, F16: 2, F32: 4, F64: 8 };

/**
 * Size of one element in bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bytesPerElement } from "./dtypes.ts";
 * assert(bytesPerElement("BF16") === 2);
 * ```
 */
export function bytesPerElement(dtype: FloatDtype): number {
  return FLOAT_BYTES[dtype];
}

const scratchFloat = new Float32Array(1);
const scratchBits = new Uint32Array(scratchFloat.buffer);

/** Upper 16 bits of a float32, rounded to nearest even; a NaN stays a NaN. */
function bf16BitsOf(float32Bits: number): number {
  if ((float32Bits & 0x7fffffff) > 0x7f800000) return (float32Bits >>> 16) | 0x0040;
  return (float32Bits + 0x7fff + ((float32Bits >>> 16) & 1)) >>> 16;
}

/**
 * bf16(f32(value)): rounds to float32, then to bfloat16, each to nearest even.
 *
 * The two steps are meant: the contract rounds float32 values, so a float64 input is a float32 first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { roundToBf16 } from "./dtypes.ts";
 * assert(roundToBf16(1 / 3) === 0.333984375);
 * ```
 */
export function roundToBf16(value: number): number {
  scratchFloat[0] = value;
  scratchBits[0] = bf16BitsOf(scratchBits[0] ?? 0) << 16;
  return scratchFloat[0] ?? 0;
}

/** {@link roundToBf16} of every value, in a new array. */
export function roundArrayToBf16(values: Float32Array | Float64Array): Float32Array<ArrayBuffer> {
  const rounded = new Float32Array(values);
  const bits = new Uint32Array(rounded.buffer);
  for (let i = 0; i < bits.length; i++) bits[i] = bf16BitsOf(bits[i] ?? 0) << 16;
  return rounded;
}

/** The bytes of `values` as bfloat16, rounded as {@link roundToBf16} does; twice as many bytes as values. */
export function encodeBf16(values: Float32Array | Float64Array): Uint8Array<ArrayBuffer> {
  const bits = new Uint32Array(new Float32Array(values).buffer);
  const patterns = new Uint16Array(bits.length); // a loop: `from` with a mapping takes ten times as long
  for (let i = 0; i < bits.length; i++) patterns[i] = bf16BitsOf(bits[i] ?? 0);
  return new Uint8Array(patterns.buffer);
}

/**
 * The values that `bytes` hold, as float32 in a new array: exact for BF16, F16 and F32, rounded for F64.
 *
 * @throws {RangeError} if the bytes are not a whole number of elements.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { decodeToFloat32 } from "./dtypes.ts";
 * assert(decodeToFloat32(new Uint8Array([0x80, 0x3f]), "BF16")[0] === 1);
 * ```
 */
export function decodeToFloat32(bytes: Uint8Array, dtype: FloatDtype): Float32Array<ArrayBuffer> {
  const values = typedCopy(bytes, dtype);
  if (values instanceof Uint16Array) return widenBf16(values);
  return values instanceof Float32Array ? values : new Float32Array(values);
}

/**
 * The values that `bytes` hold, as float64 in a new array: exact for every dtype.
 *
 * @throws {RangeError} if the bytes are not a whole number of elements.
 */
export function decodeToFloat64(bytes: Uint8Array, dtype: FloatDtype): Float64Array<ArrayBuffer> {
  const values = typedCopy(bytes, dtype);
  if (values instanceof Uint16Array) return new Float64Array(widenBf16(values));
  return values instanceof Float64Array ? values : new Float64Array(values);
}

/** A copy of `bytes` seen as its elements; the elements of BF16 are its 16-bit patterns. */
function typedCopy(bytes: Uint8Array, dtype: FloatDtype) {
  const size = FLOAT_BYTES[dtype];
  if (bytes.byteLength % size !== 0) {
    throw new RangeError(
      `Cannot decode ${bytes.byteLength} bytes as ${dtype}: expected a multiple of ${size} bytes`,
    );
  }
  const buffer = new Uint8Array(bytes).buffer; // copied: a view would need an aligned offset
  switch (dtype) {
    case "BF16":
      return new Uint16Array(buffer);
    case "F16":
      return new Float16Array(buffer);
    case "F32":
      return new Float32Array(buffer);
    case "F64":
      return new Float64Array(buffer);
  }
}

/** Every bfloat16 is the upper half of a float32. */
function widenBf16(patterns: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(patterns.length);
  for (let i = 0; i < bits.length; i++) bits[i] = (patterns[i] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}
