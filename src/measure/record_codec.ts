/**
 * Records as JSON and the vectors beside it. Numbers of JSON are read back to the last bit; what JSON has no words for is an object
 * with one key that begins with `$`.
 *
 * @module
 */

import { safetensorsBytes } from "../sources/safetensors/safetensors_writer.ts";

/** An array that is kept out of the JSON. */
type Vector = Float32Array | Float64Array;

/** A record as it is written. */
export interface EncodedRecord {
  /** A value of JSON, in which vectors are given by number. */
  readonly value: unknown;
  /** A safetensors file of tensors `0`, `1`, ..., F64 or F32; null where there are none. */
  readonly vectors: Uint8Array<ArrayBuffer> | null;
}

/** @throws {TypeError} if there is anything but plain objects, arrays, maps, float arrays, numbers, strings, booleans and null. */
export function encodeRecord(value: unknown): EncodedRecord {
  const vectors: Vector[] = [];
  const encoded = encode(value, vectors);
  return { value: encoded, vectors: vectors.length === 0 ? null : vectorsFile(vectors) };
}

/** @throws {Error} if the vectors are not those of the value. */
export function decodeRecord(
  { value, vectors }: EncodedRecord,
): unknown {
  return decode(value, vectors === null ? [] : readVectors(vectors));
}

function encode(value: unknown, vectors: Vector[]): unknown {
  if (typeof value === "number") {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: numberWord(value) };
  }
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Float32Array || value instanceof Float64Array) {
    return { $vector: vectors.push(value) - 1 };
  }
  if (value instanceof Map) {
    return { $map: Array.from(value, (entry) => entry.map((it) => encode(it, vectors))) };
  }
  if (Array.isArray(value)) return value.map((it) => encode(it, vectors));
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.map(([key, inner]) => {
      if (key.startsWith("$")) {
        throw new TypeError(`Cannot write a record: a key begins with ${key}`);
      }
      return [key, encode(inner, vectors)];
    }));
  }
  throw new TypeError(`Cannot write a record: it holds a ${typeof value} that has no form there`);
}

function decode(value: unknown, vectors: readonly Vector[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((it) => decode(it, vectors));
  const [only] = Object.entries(value);
  const [key, inner] = only ?? [];
  if (key === "$number") return Number(inner);
  if (key === "$vector") {
    const vector = vectors[inner as number];
    if (vector === undefined) throw new Error(`Cannot read a record: vector ${inner} is missing`);
    return vector;
  }
  if (key === "$map") {
    return new Map(
      (inner as [unknown, unknown][]).map(([name, it]) =>
        [decode(name, vectors), decode(it, vectors)] as const
      ),
    );
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, it]) => [name, decode(it, vectors)]),
  );
}

/** A number as `Number` reads it back. */
function numberWord(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function vectorsFile(vectors: readonly Vector[]): Uint8Array<ArrayBuffer> {
  return safetensorsBytes(vectors.map((vector, ix) => ({
    name: String(ix),
    dtype: vector instanceof Float64Array ? "F64" : "F32",
    shape: [vector.length],
    chunks: [new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)],
  })));
}

/** The vectors of a file that {@link vectorsFile} made and whose checksum holds. */
function readVectors(bytes: Uint8Array<ArrayBuffer>): Vector[] {
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + headerBytes;
  const header: Record<string, { dtype: string; data_offsets: [number, number] }> = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, start)),
  );
  return Object.keys(header).map((_, ix) => {
    const { dtype, data_offsets: [from, to] } = header[ix] as typeof header[string];
    const data = bytes.slice(start + from, start + to).buffer;
    return dtype === "F64" ? new Float64Array(data) : new Float32Array(data);
  });
}
