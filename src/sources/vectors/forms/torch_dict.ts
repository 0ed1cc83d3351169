/**
 * Vectors in a dict of a `.pt` file: tensors `[L, C]` by their names, one alone with words on it, or a stack, a list of names and one
 * tensor `[S, L, C]`.
 *
 * Shape letters: C hidden size, L layers, S vectors.
 *
 * @module
 */

import type { Folder } from "../../folder/folder.ts";
import { asStack, asTensor, itemsOf, squeezed } from "../../torch/as_tensor.ts";
import { ofRows, someKeys } from "../../torch/layered_tensor.ts";
import { isNumpyArray } from "../../torch/numpy_records.ts";
import { newNameRoom, takeNames } from "../../torch/name_room.ts";
import {
  describeNames,
  describeValue,
  isKind,
  type PickleValue,
  type TensorRecord,
} from "../../torch/pickle_values.ts";
import { isByLayer } from "../../torch/tensor_advice.ts";
import { floatDtype } from "../../torch/tensor_values.ts";
import type { TorchFile } from "../../torch/torch_file.ts";
import { messageOf } from "../../../text/error_message.ts";
import { quote, shownShape } from "../../../text/quote.ts";
import { plural } from "../../../text/words.ts";
import { rowsTogether } from "../rows_together.ts";
import { torchRows } from "../torch_rows.ts";
import { type FoundVector, stemOf } from "../vector_form.ts";
import { dictAdvice, isVector, namedStackAdvice } from "./dict_advice.ts";
import { NAME_KEYS, VECTORS_KEY, WAY_KEY } from "./dict_keys.ts";

/** The dicts that are read, as they read after "of". */
export const DICTS = `a dict of such by their names, or a dict of a list of names (${
  [...NAME_KEYS.keys()].join(", ")
}) and a tensor [S, L, C] (${VECTORS_KEY})`;

/** What a file was found to be. */
export type FileContent =
  | { readonly is: "tensors"; readonly vectors: readonly FoundVector[]; readonly unread: string }
  | { readonly is: "stack"; readonly vectors: readonly FoundVector[]; readonly unread: string }
  | { readonly is: "other"; readonly reason: string; readonly advice: string };

/** How vectors in no form that is read are saved. */
export const LAYOUTS_ADVICE =
  "save a dict of tensors [L, C] by their names, or each alone; files of the persona, axis or pipeline layout are read with the folder that holds " +
  "roles_240, role_vectors or vectors";

/** A dict that is all of a file, which messages call `label`. */
interface FileDict {
  readonly path: string;
  readonly label: string;
  readonly dict: Map<PickleValue, PickleValue>;
}

/** What a dict holds: a stack, where it has a list of names and a tensor, or vectors. @throws {Error} if a stack is broken. */
export function readDict(folder: Folder, given: FileDict): FileContent {
  const { path, label, dict } = given;
  const lone = loneVectorKey(dict);
  if (lone !== null) {
    const rows = torchRows(folder, { path, keys: [lone], allowsOne: true });
    return { is: "tensors", vectors: [{ name: stemOf(path), rows }], unread: "" };
  }
  const namesKey = [...NAME_KEYS.keys()].find((key) => dict.has(key));
  const tensor = dict.get(VECTORS_KEY);
  if (namesKey === undefined || tensor === undefined) return namedVectors(folder, given);
  const names = namesOf(dict.get(namesKey), { label, key: namesKey });
  const stack = expectStack(tensor, { label, names, namesKey });
  const kind = NAME_KEYS.get(namesKey);
  const others = [...dict.keys()].filter((key) => key !== namesKey && key !== VECTORS_KEY);
  const rowsOf = rowsTogether(folder, {
    path,
    names,
    tensors: unstacked(stack),
    tensorsOf: (file) => unstacked(valueAt(file, VECTORS_KEY)),
  });
  return {
    is: "stack",
    unread: others.length === 0 ? "" : someKeys(others),
    vectors: names.map((name, index) => ({
      name,
      ...kind !== undefined && { kind },
      rows: rowsOf(index, `${name} of ${path}`),
    })),
  };
}

/** Keys that name no vector: the file does. The pipeline saves `{vector, type, role}`. */
const LONE_KEYS = ["vector", "mean"];

/** The key of the only vector of a dict that holds but notes beside it; null of any other, whose keys may be names. */
export function loneVectorKey(dict: ReadonlyMap<PickleValue, PickleValue>): string | null {
  const others = [...dict].filter(([, value]) => !isNote(value));
  const found = LONE_KEYS.find((key) => isVector(dict.get(key)));
  return found !== undefined && others.length === 1 ? found : null;
}

/**
 * A dict of vectors by names that may be theirs, and of nothing else but notes: others are one vector by its layers, or by ways of
 * averaging.
 */
function namedVectors(folder: Folder, { path, label, dict }: FileDict): FileContent {
  const notes = [...dict].filter(([, value]) => isNote(value)).map(([key]) => key);
  const named = new Map([...dict].filter(([, value]) => !isNote(value)));
  const keys = [...named.keys()];
  const isNamed = keys.length > 1 && !isByLayer(named) && named.values().every(isVector) &&
    keys.every((key) => typeof key === "string" && key !== "" && !WAY_KEY.test(key));
  if (!isNamed) {
    const advice = dictAdvice(dict) ?? LAYOUTS_ADVICE;
    const odd = [...dict].find(([, value]) => !isVector(value));
    const found = odd === undefined ? "" : `, ${shownOdd(odd)}`;
    return { is: "other", reason: `a dict of ${someKeys([...dict.keys()])}${found}`, advice };
  }
  const names = namesOf(keys, { label, key: "its keys" });
  const rowsOf = rowsTogether(folder, {
    path,
    names,
    tensors: [...named.values()].filter(isVector).map(ofRows),
    tensorsOf: (file) => names.map((name) => valueAt(file, name)).filter(isVector).map(ofRows),
  });
  const vectors = names.map((name, index) => ({ name, rows: rowsOf(index, `${name} of ${path}`) }));
  return { is: "tensors", vectors, unread: notes.length === 0 ? "" : someKeys(notes) };
}

/** What is written beside vectors to say of what they are: text, a number, yes or no, or None. */
function isNote(value: PickleValue): boolean {
  return value === null || ["string", "number", "bigint", "boolean"].includes(typeof value);
}

/** The first value of a dict that is no vector, with its key. */
function shownOdd([key, value]: [PickleValue, PickleValue]): string {
  const what = isKind(value, "tensor")
    ? `a tensor of ${value.storage.dtype} ${shownShape(value.shape)}`
    : describeValue(value);
  return `of which ${someKeys([key])} is ${what}`;
}

function valueAt({ value }: TorchFile, key: string): PickleValue | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

/** The vectors `[L, C]` of a stack `[S, L, C]`. */
function unstacked(value: PickleValue | undefined): TensorRecord[] {
  if (!isKind(value, "tensor")) return [];
  const [S = 0, ...shape] = value.shape;
  const [outer = 0, ...strides] = value.strides;
  return Array.from({ length: S }, (_, index) => {
    const storageOffset = value.storageOffset + index * outer;
    return { ...value, shape, strides, storageOffset };
  });
}

function namesOf(
  value: PickleValue | undefined,
  { label, key }: { label: string; key: string },
): string[] {
  const items = isKind(value, "tuple") ? value.items : value;
  if (!Array.isArray(items) || !items.every((it) => typeof it === "string" && it !== "")) {
    throw new TypeError(
      `Cannot use ${label}: expected ${quote(key)} to be a list of names, found ${
        describeNames(value ?? null)
      }${isNumpyArray(value) ? "; save it as a list: names.tolist()" : ""}`,
    );
  }
  try {
    return takeNames(newNameRoom(), items as string[]);
  } catch (cause) {
    throw new RangeError(`Cannot use ${label}: ${messageOf(cause)}`, { cause });
  }
}

/** What Python calls the tensor. */
const VALUE = `v[${quote(VECTORS_KEY)}]`;

function expectStack(
  value: PickleValue,
  { label, names, namesKey }: { label: string; names: readonly string[]; namesKey: string },
): TensorRecord {
  const made = asTensor(value, VALUE) ??
    asStack(itemsOf(value) ?? [], { item: "it", loop: `for it in ${VALUE}`, whole: VALUE });
  const line = made && namedStackAdvice(squeezed(made), { key: namesKey, S: names.length });
  const advice = line === null ? "" : `; ${line}`;
  if (!isKind(value, "tensor")) {
    throw new TypeError(
      `Cannot use ${label}: expected a tensor [S, L, C] under ${VECTORS_KEY}, found ${
        describeValue(value)
      }${advice}`,
    );
  }
  const { shape, storage } = value;
  const isStack = shape.length === 3 && !shape.includes(0) && shape[0] === names.length &&
    floatDtype(storage.dtype) !== undefined;
  if (!isStack) {
    throw new RangeError(
      `Cannot use ${label}: expected a tensor [S, L, C] of floating-point numbers for ${
        plural(names.length, "name", "names")
      }, found ${storage.dtype} ${shownShape(shape)}${advice}`,
    );
  }
  return value;
}
