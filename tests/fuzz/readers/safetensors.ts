/** Safetensors as its README states it: https://github.com/huggingface/safetensors, "Format". */

import { hex, rule } from "../format.ts";
import { type Json, NumberText, readJson } from "./json.ts";

/** Bits of an element, from the list of the Rust crate. */
const BITS: Readonly<Record<string, number>> = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
};
const MAX_U64 = 2n ** 64n - 1n;

/** A tensor of a file. */
export interface FileTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: string;
}

/** Metadata and tensors, by name. */
export function readSafetensors(
  bytes: Uint8Array,
): { metadata: [string, string][]; tensors: FileTensor[] } {
  rule(bytes.length >= 8, "no length");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  rule(length <= 25_000_000n && length <= BigInt(bytes.length - 8), "the header passes the file");
  const data = bytes.subarray(8 + Number(length));
  const header = readJson(bytes.subarray(8, 8 + Number(length)), {
    // What lies in a field that nobody reads is not asked for.
    mayRepeat: (path) => path.length >= 2 && path[0] !== "__metadata__",
  });
  rule(header instanceof Map, "no object");
  const metadata: [string, string][] = [];
  const tensors = [...header].flatMap(([name, entry]) => {
    rule(entry instanceof Map, "no entry");
    if (name === "__metadata__") {
      for (const [key, text] of entry) {
        rule(typeof text === "string", "metadata that is no text");
        metadata.push([key, text]);
      }
      return [];
    }
    return [tensorOf(name, entry)];
  });
  tensors.sort((a, b) => a.begin < b.begin ? -1 : a.begin > b.begin ? 1 : a.end < b.end ? -1 : 1);
  let at = 0n;
  for (const { begin, end } of tensors) {
    rule(begin === at && end >= begin, "a hole or an overlap");
    at = end;
  }
  rule(at === BigInt(data.length), "the data are longer or shorter");
  return {
    metadata: metadata.sort(),
    tensors: tensors.map(({ name, dtype, shape, begin, end }) => ({
      name,
      dtype,
      shape: shape.map(Number),
      data: hex(data.subarray(Number(begin), Number(end))),
    })).sort((a, b) => a.name < b.name ? -1 : 1),
  };
}

function tensorOf(name: string, entry: Map<string, Json>) {
  const dtype = entry.get("dtype");
  rule(typeof dtype === "string" && Object.hasOwn(BITS, dtype), "no dtype");
  const shape = sizes(entry.get("shape"));
  rule(shape.length <= 64, "too many dimensions");
  const [begin, end, ...others] = sizes(entry.get("data_offsets"));
  rule(begin !== undefined && end !== undefined && others.length === 0, "no offsets");
  let nElements = 1n;
  for (const n of shape) {
    rule(n <= BigInt(Number.MAX_SAFE_INTEGER), "a size past 2^53");
    nElements *= n;
    rule(nElements <= MAX_U64, "too large");
  }
  rule(nElements * BigInt(BITS[dtype]!) === 8n * (end - begin), "another number of bytes");
  return { name, dtype, shape, begin, end };
}

function sizes(value: Json | undefined): bigint[] {
  rule(Array.isArray(value), "no list");
  return value.map((n) => {
    const integer = n instanceof NumberText ? n.integer : null;
    rule(integer !== null && integer >= 0n && integer <= MAX_U64, "no unsigned integer");
    return integer;
  });
}
