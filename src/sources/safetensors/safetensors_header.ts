/**
 * The header of a safetensors file, checked by every rule of the format before any of it is used.
 *
 * Rules, their order and their names are those of the Rust crate (safetensors 0.8, `SafeTensorError` in `tensor.rs`). Where the
 * crate is lenient by accident, this is not: a duplicate key anywhere (the format's README forbids it), an entry given as a
 * list, a null `__metadata__` and a dimension past 2^53 are refused.
 *
 * @module
 */

import { DTYPE_BITS } from "../../math/dtypes.ts";
import { quote, shownShape } from "../../text/quote.ts";
import { MAX_DIMENSIONS } from "../caps.ts";
import {
  decodeUtf8,
  type JsonValue,
  parseStrictJson,
  type WantedJson,
} from "../folder/strict_json.ts";

/** Bytes of the header's length, a little-endian u64, at the start of the file. */
export const PREFIX_BYTES = 8;
/** Longest header, 25 MB: some 200,000 tensors under long names. */
export const MAX_HEADER_BYTES = 25_000_000;
/** Most tensors of a file, and texts of its metadata; the largest models published have some 100,000 in all their files. */
export const MAX_TENSORS = 200_000;
/** Most of all tensors together: five of each, where there are as many as may be. */
const MAX_DIMENSIONS_TOGETHER = 1_000_000;
/** Of a file that ends too early. */
const INCOMPLETE = "the download may be incomplete";
const MAX_U64 = 2n ** 64n - 1n;

/** Which rule a file breaks. */
export type SafetensorsRule =
  | "HeaderTooSmall"
  | "HeaderTooLarge"
  | "InvalidHeaderLength"
  | "InvalidHeader"
  | "InvalidHeaderDeserialization"
  | "InvalidOffset"
  | "ValidationOverflow"
  | "MisalignedSlice"
  | "TensorInvalidInfo"
  | "MetadataIncompleteBuffer"
  | "TensorNotFound";

/** A safetensors file that breaks a rule, or lacks a tensor. */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
  readonly rule: SafetensorsRule;

  constructor(where: string, rule: SafetensorsRule, finding: string) {
    super(`Cannot read ${where}: ${rule}: ${finding}`);
    this.rule = rule;
  }
}

/** One tensor as the header describes it. */
export interface TensorEntry {
  readonly name: string;
  /** A key of {@link DTYPE_BITS}. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Of the tensor's first byte, from the start of the file. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** A header that passed every check. */
export interface SafetensorsHeader {
  /** `__metadata__`; empty where there is none. */
  readonly metadata: ReadonlyMap<string, string>;
  /** By name, in the order of their data. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

/** The file that a header is part of. */
export interface HeaderContext {
  /** Names the file in messages. */
  readonly where: string;
  readonly fileSizeBytes: number;
}

/**
 * Length of the header in bytes, from the first {@link PREFIX_BYTES} of the file.
 *
 * @throws {SafetensorsError} by the rules HeaderTooSmall, HeaderTooLarge and InvalidHeaderLength.
 */
export function headerLength(prefix: Uint8Array, context: HeaderContext): number {
  const { where, fileSizeBytes } = context;
  if (fileSizeBytes < PREFIX_BYTES || prefix.byteLength < PREFIX_BYTES) {
    throw new SafetensorsError(
      where,
      "HeaderTooSmall",
      `expected at least ${PREFIX_BYTES} bytes, the file has ${fileSizeBytes}; ${INCOMPLETE}`,
    );
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw new SafetensorsError(
      where,
      "HeaderTooLarge",
      `expected a header of at most ${MAX_HEADER_BYTES} bytes, its length says ${length}; this may be no safetensors file`,
    );
  }
  const nBytes = Number(length);
  if (nBytes === 0) {
    throw new SafetensorsError(
      where,
      "InvalidHeaderDeserialization",
      "expected a header, its length says 0: so begins a file that was not written to its end; fetch it again",
    );
  }
  if (PREFIX_BYTES + nBytes > fileSizeBytes) {
    throw new SafetensorsError(
      where,
      "InvalidHeaderLength",
      `the header ends at byte ${
        PREFIX_BYTES + nBytes
      }, the file at ${fileSizeBytes}; ${INCOMPLETE}`,
    );
  }
  return nBytes;
}

/**
 * The header that `bytes` hold, which are those after the prefix.
 *
 * @throws {SafetensorsError} by any of the remaining rules.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseHeader } from "./safetensors_header.ts";
 * const json = '{"one": {"dtype": "BF16", "shape": [1], "data_offsets": [0, 2]}}';
 * const bytes = new TextEncoder().encode(json);
 * const context = { where: "a.safetensors", fileSizeBytes: 8 + bytes.length + 2 };
 * assert(parseHeader(bytes, context).tensors.get("one")?.sizeBytes === 2);
 * ```
 */
export function parseHeader(bytes: Uint8Array, context: HeaderContext): SafetensorsHeader {
  const { where, fileSizeBytes } = context;
  const { metadata, entries } = deserialize(bytes, where);
  const dataStart = PREFIX_BYTES + bytes.byteLength;
  const tensors = new Map<string, TensorEntry>();
  let end = 0;
  for (const entry of entries.sort(byOffsets)) {
    const sizeBytes = checkEntry(entry, { where, begin: end });
    const { name, dtype, shape } = entry;
    const offsetBytes = dataStart + end;
    tensors.set(name, { name, dtype, shape: shape.map(Number), offsetBytes, sizeBytes });
    end += sizeBytes;
  }
  if (dataStart + end !== fileSizeBytes) {
    const hint = fileSizeBytes < dataStart + end ? `; ${INCOMPLETE}` : "";
    throw new SafetensorsError(
      where,
      "MetadataIncompleteBuffer",
      `the tensors end at byte ${dataStart + end}, the file at ${fileSizeBytes}${hint}`,
    );
  }
  return { metadata, tensors };
}

/** An entry of the right form whose values have not been checked. */
interface UncheckedEntry {
  readonly name: string;
  readonly dtype: string;
  readonly bits: number; // per element
  readonly shape: readonly bigint[];
  readonly begin: bigint;
  readonly end: bigint; // exclusive
}

function byOffsets(a: UncheckedEntry, b: UncheckedEntry): number {
  if (a.begin !== b.begin) return a.begin < b.begin ? -1 : 1;
  if (a.end !== b.end) return a.end < b.end ? -1 : 1;
  return 0;
}

/** Checks one tensor, which must begin where the one before ended, and returns its size in bytes. */
function checkEntry(entry: UncheckedEntry, { where, begin }: { where: string; begin: number }) {
  const fail = (rule: SafetensorsRule, finding: string): never => {
    throw new SafetensorsError(where, rule, `tensor ${quote(entry.name)} ${finding}`);
  };
  if (entry.begin !== BigInt(begin) || entry.end < entry.begin) {
    fail(
      "InvalidOffset",
      `has data_offsets [${entry.begin}, ${entry.end}], expected [${begin}, …]`,
    );
  }
  const form = () => `of ${entry.dtype} ${shownShape(entry.shape)}`;
  const overflow = () => fail("ValidationOverflow", `${form()} is too large`);
  let nElements = 1n;
  for (const n of entry.shape) {
    nElements *= n;
    if (nElements > MAX_U64 || n > Number.MAX_SAFE_INTEGER) overflow();
  }
  const nBits = nElements * BigInt(entry.bits);
  if (nBits > MAX_U64) overflow();
  if (nBits % 8n !== 0n) fail("MisalignedSlice", `${form()} is no whole number of bytes`);
  if (entry.end - entry.begin !== nBits / 8n) {
    const finding = `${form()} takes ${nBits / 8n} bytes, its data_offsets span`;
    fail("TensorInvalidInfo", `${finding} ${entry.end - entry.begin}`);
  }
  return Number(nBits / 8n);
}

function deserialize(bytes: Uint8Array, where: string) {
  let text: string;
  try {
    text = decodeUtf8(bytes);
  } catch {
    throw new SafetensorsError(where, "InvalidHeader", "the header is not UTF-8");
  }
  try {
    return readForm(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SafetensorsError(where, "InvalidHeaderDeserialization", cause.message);
  }
}

const SHAPE: WantedJson = { most: { n: MAX_DIMENSIONS, of: "dimensions of a tensor" } };
const FIELD: WantedJson = { most: { n: MAX_DIMENSIONS, of: "values of a field of a tensor" } };
/** What is wanted of an entry. */
const ENTRY: WantedJson = {
  most: { n: 1_000, of: "fields of a tensor" },
  under: (key) => {
    if (key === "shape") return SHAPE;
    return key === "dtype" || key === "data_offsets" ? FIELD : undefined;
  },
};
const METADATA: WantedJson = { most: { n: MAX_TENSORS, of: "texts in __metadata__" } };

/** @throws {SyntaxError} if the header is not `{name: {dtype, shape, data_offsets}}`. */
function readForm(text: string) {
  const metadata = new Map<string, string>();
  const entries: UncheckedEntry[] = [];
  let nDimensions = 0;
  const header = parseStrictJson(text, {
    most: { n: Infinity, of: "keys" }, // counted as they are taken
    under: (name) => name === "__metadata__" ? METADATA : ENTRY,
    take(name, value) {
      if (!(value instanceof Map)) throw new SyntaxError(`${quote(name)} is not an object`);
      if (name !== "__metadata__") {
        if (entries.length === MAX_TENSORS) {
          throw new SyntaxError(`Expected at most ${MAX_TENSORS} tensors, found more`);
        }
        const entry = readEntry(name, value);
        nDimensions += entry.shape.length;
        if (nDimensions > MAX_DIMENSIONS_TOGETHER) {
          throw new SyntaxError(
            `Expected at most ${MAX_DIMENSIONS_TOGETHER} dimensions of all tensors, found more`,
          );
        }
        entries.push(entry);
        return;
      }
      for (const [key, text] of value) {
        if (typeof text !== "string") {
          throw new SyntaxError(`__metadata__ ${quote(key)} is not a string`);
        }
        metadata.set(key, text);
      }
    },
  });
  if (!(header instanceof Map)) throw new SyntaxError("the header is not an object");
  return { metadata, entries };
}

/** Takes the three fields of an entry; further ones are ignored, as the format allows. */
function readEntry(name: string, entry: Map<string, JsonValue>): UncheckedEntry {
  const dtype = entry.get("dtype");
  const bits = typeof dtype === "string" ? DTYPE_BITS.get(dtype) : undefined;
  if (typeof dtype !== "string" || bits === undefined) {
    const finding = typeof dtype === "string" ? quote(dtype) : "none";
    throw new SyntaxError(`tensor ${quote(name)} has no known dtype, found ${finding}`);
  }
  const shape = unsignedIntegers(entry.get("shape"));
  const offsets = unsignedIntegers(entry.get("data_offsets"));
  const [begin, end] = offsets ?? [];
  if (shape === null) {
    throw new SyntaxError(`tensor ${quote(name)} has no shape of unsigned integers`);
  }
  if (begin === undefined || end === undefined || offsets?.length !== 2) {
    throw new SyntaxError(`tensor ${quote(name)} has no data_offsets of two unsigned integers`);
  }
  return { name, dtype, bits, shape, begin, end };
}

function unsignedIntegers(value: JsonValue | undefined): bigint[] | null {
  if (!Array.isArray(value)) return null;
  const isU64 = (n: JsonValue): n is bigint => typeof n === "bigint" && n >= 0n && n <= MAX_U64;
  return value.every(isU64) ? value : null;
}
