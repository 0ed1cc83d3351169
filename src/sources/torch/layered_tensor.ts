/**
 * A tensor `[L, C]` of a `.pt` file in a folder of vectors: one row a layer.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import { inOneRead } from "../folder/bytes.ts";
import type { Folder } from "../folder/folder.ts";
import { describeValue, isKind, type PickleValue, type TensorRecord } from "./pickle_values.ts";
import { firstOf } from "../../text/first_of_many.ts";
import { quote, shownName } from "../../text/quote.ts";
import { rowAxes } from "../../math/row_axes.ts";
import { savedAlone, severalAdvice, tensorAdvice } from "./tensor_advice.ts";
import { floatDtype } from "./tensor_values.ts";
import { openTorchFile, type TorchFile } from "./torch_file.ts";

/** Keys that a message lists at most. */
const MAX_KEYS_SHOWN = 12;

/** Opens a `.pt` file of a folder, hands it to `use` and closes it; messages name it from the folder down. */
export async function withTorchFile<T>(
  { folder, path }: { folder: Folder; path: string },
  use: (file: TorchFile) => Promise<T> | T,
): Promise<T> {
  const source = inOneRead(await folder.open(path));
  try {
    return await use(await openTorchFile(source, shownName(path)));
  } finally {
    source.close();
  }
}

/**
 * Finds the tensor at a place; undefined with the reason where the file lacks a key, or has None under it.
 *
 * @throws {Error} if what is at the place is no tensor `[L, C]` of floating-point numbers.
 */
export function findTensor(
  { value, label }: TorchFile,
  keys: readonly string[],
  { allowsOne = false }: { allowsOne?: boolean } = {},
): { tensor: TensorRecord } | { tensor: undefined; reason: string } {
  let found: PickleValue = value;
  for (const key of keys) {
    if (!(found instanceof Map)) {
      const advice = isKind(found, "tensor")
        ? `; save a dict, ${
          savedAlone(`{${quote(key)}: v}`)
        }, or give the folder of the file itself where each of its files is such`
        : "";
      throw new TypeError(
        `Cannot use ${label}: expected a dict with key ${quote(key)}, found ${
          describeValue(found)
        }${advice}`,
      );
    }
    const next = found.get(key) ?? null;
    if (next === null) {
      const reason = found.has(key)
        ? `the value of key ${shownName(key)} is None, no tensor`
        : `no key ${shownName(key)}; ${listKeys(found)}`;
      return { tensor: undefined, reason };
    }
    found = next;
  }
  if (!isKind(found, "tensor")) {
    const at = keys.length === 0 ? "" : ` under ${shownKeys(keys)}`;
    const keysOf = found instanceof Map && found.size > 0
      ? ` of ${someKeys([...found.keys()])}`
      : "";
    const isAlone = keys.length === 0;
    const advice = adviceAt(keys, found) ??
      (isAlone ? "save the tensor alone with torch.save" : "save the tensor under it");
    throw new TypeError(
      `Cannot use ${label}: expected a tensor [L, C]${at}, found ${
        describeValue(found)
      }${keysOf}; ${advice}`,
    );
  }
  const tensor = ofRows(found);
  const { shape, storage } = tensor;
  const isOfRows = shape.length === 2 || allowsOne && shape.length === 1;
  const isFloat = floatDtype(storage.dtype) !== undefined;
  if (!isOfRows || shape.includes(0) || !isFloat) {
    const advice = shape.includes(0) ? null : adviceAt(keys, found);
    throw new RangeError(
      `Cannot use ${label}: expected a tensor [L, C] of BF16, F16, F32 or F64, found ${storage.dtype} [${
        shape.join(", ")
      }]${advice === null ? "" : `; ${advice}`}`,
    );
  }
  return { tensor };
}

/** The tensor without the axes of a batch of one. */
export function ofRows(tensor: TensorRecord): TensorRecord {
  const axes = rowAxes(tensor.shape);
  if (axes.length === tensor.shape.length) return tensor;
  return {
    ...tensor,
    shape: axes.map((axis) => tensor.shape[axis]!),
    strides: axes.map((axis) => tensor.strides[axis]!),
  };
}

/** What to do with a value: where keys lead to it, it is not all of the file. */
function adviceAt(keys: readonly string[], value: PickleValue): string | null {
  return keys.length === 0
    ? tensorAdvice(value, savedAlone, severalAdvice)
    : tensorAdvice(value, (expression) => expression);
}

/** Keys that lead into a dict, joined by dots. */
export function shownKeys(keys: readonly string[]): string {
  return shownName(keys.join("."));
}

/** Keys are text of the file, and go into reports: what is no plain word is shown in quotes. */
function listKeys(dict: ReadonlyMap<PickleValue, PickleValue>): string {
  return dict.size === 0 ? "it has none" : `it has ${someKeys([...dict.keys()])}`;
}

/** The first keys of many. */
export function someKeys(keys: readonly PickleValue[]): string {
  const shown = keys.map((key) => {
    if (typeof key === "number" || typeof key === "bigint") return String(key);
    if (typeof key !== "string") return describeValue(key);
    return /^[\w.-]{1,40}$/.test(key) ? key : quote(key);
  });
  return firstOf(shown, MAX_KEYS_SHOWN);
}
