/**
 * The inert values that a pickle is read into: nothing here can run, and dicts are Maps, so that no key reaches a prototype.
 *
 * Values can share parts, and a list or dict can even hold itself: nothing may walk one to its end without a bound.
 *
 * @module
 */

import type { ZipEntry } from "./zip.ts";

/** Any value of a pickle. Text is a string, an int a number (or a bigint beyond 2^53), a float a {@link PickleFloat}. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleFloat
  | PickleTuple
  | PickleGlobal
  | PickleRecord
  | Latin1Bytes
  | StorageRecord
  | TensorRecord;

/** A dict of `collections`, which alone of dicts may have attributes. */
export class OrderedDict extends Map<PickleValue, PickleValue> {}

/** A Python float, told from an int, since it is no size, whatever its value. */
export interface PickleFloat {
  readonly kind: "float";
  readonly value: number;
}

/** A Python tuple. */
export interface PickleTuple {
  readonly kind: "tuple";
  readonly items: readonly PickleValue[];
}

/** Bytes as protocol 2 spells them: one character a byte. Left so, since one text may stand for many equal byte strings. */
export interface Latin1Bytes {
  readonly kind: "latin1";
  readonly text: string;
}

/** A class or function by its name, from the fixed table of names. */
export interface PickleGlobal {
  readonly kind: "global";
  /** With its module, for instance `torch._utils._rebuild_tensor_v2`. */
  readonly name: string;
  /** The inert value that stands for a call with these arguments; null where the name may not be called. */
  readonly reduce: ((args: readonly PickleValue[]) => PickleValue) | null;
  /** Whether an instance may be made without arguments and given attributes: it becomes a {@link PickleRecord}. */
  readonly isInertClass: boolean;
  /** Whether nothing is known of it but that it holds data: whatever is done to it is written down or dropped, and none of it read. */
  readonly isOpaque: boolean;
}

/** An instance of a class, or the result of a call, as a record of what the file says of it. */
export interface PickleRecord {
  readonly kind: "record";
  /** With its module, for instance `sklearn.decomposition._pca.PCA`. */
  readonly className: string;
  readonly args: readonly PickleValue[];
  /** What BUILD may set as state: attributes (`dict`), a `tuple`, nothing, or what nobody reads. */
  readonly stateForm: "dict" | "tuple" | "none" | "any";
  /** Null until BUILD has set it. */
  state: PickleValue;
}

/** Dtypes of torch storages; only the floating-point ones are ever decoded. */
export type StorageDtype =
  | "BF16"
  | "F16"
  | "F32"
  | "F64"
  | "I64"
  | "I32"
  | "I16"
  | "I8"
  | "U8"
  | "BOOL";

/** The data of one or more tensors: an entry of the archive, not read yet. */
export interface StorageRecord {
  readonly kind: "storage";
  readonly entry: ZipEntry;
  readonly dtype: StorageDtype;
  readonly nElements: number;
}

/** A tensor whose data have not been read; checked to lie within its storage. */
export interface TensorRecord {
  readonly kind: "tensor";
  readonly storage: StorageRecord;
  readonly shape: readonly number[];
  /** In elements; never negative, and 0 along an expanded dimension. */
  readonly strides: readonly number[];
  /** In elements. */
  readonly storageOffset: number;
}

/**
 * What a value is, in words for a message.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { describeValue } from "./pickle_values.ts";
 * assert(describeValue(new Map()) === "a dict");
 * ```
 */
export function describeValue(value: PickleValue | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "None";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "a bool";
  if (typeof value === "number" || typeof value === "bigint") return "a number";
  if (value instanceof Uint8Array) return "bytes";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Map) return "a dict";
  switch (value.kind) {
    case "float":
      return "a float";
    case "latin1":
      return "bytes";
    case "global":
      return `the name ${value.name}`;
    case "record":
      return `an object of ${value.className}`;
    default:
      return `a ${value.kind}`;
  }
}

/** What a value is that should be a list of names: of a list the first item that is none. */
export function describeNames(value: PickleValue | undefined): string {
  const items = isKind(value, "tuple") ? value.items : value;
  if (!Array.isArray(items)) return describeValue(value);
  const odd = items.findIndex((item) => typeof item !== "string" || item === "");
  if (odd === -1) return describeValue(value);
  return `${describeValue(value)} with ${
    items[odd] === "" ? "an empty name" : describeValue(items[odd])
  } at element ${odd}`;
}

/** Whether a value is one of the tagged kinds. */
export function isKind<
  K extends "float" | "tuple" | "latin1" | "global" | "record" | "storage" | "tensor",
>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { readonly kind: K }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}
