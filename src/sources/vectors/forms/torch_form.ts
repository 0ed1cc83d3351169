/**
 * Vectors in `.pt` files that lie at the top of a folder: a tensor `[L, C]` alone, named by its file, or a stack of several, a dict
 * of their names and one tensor `[S, L, C]`.
 *
 * Shape letters: C hidden size, L layers, S vectors.
 *
 * @module
 */

import { quote, shownName, shownShape } from "../../../text/quote.ts";
import { plural } from "../../../text/words.ts";
import type { Folder } from "../../folder/folder.ts";
import type { UnreadFile } from "../../folder/unread_files.ts";
import { newNameRoom, takeNames } from "../../torch/name_room.ts";
import { messageOf } from "../../../text/error_message.ts";
import { someKeys, withTorchFile } from "../../torch/layered_tensor.ts";
import { floatDtype } from "../../torch/tensor_values.ts";
import {
  describeNames,
  describeValue,
  isKind,
  type PickleValue,
  type TensorRecord,
} from "../../torch/pickle_values.ts";
import { isNumpyArray } from "../../torch/numpy_records.ts";
import type { TorchFile } from "../../torch/torch_file.ts";
import { stackRows } from "../stack_rows.ts";
import { torchRows } from "../torch_rows.ts";
import { type FoundVector, type FoundVectors, stemOf } from "../vector_form.ts";
import { DIFFERENCE, WITH_EMBEDDING } from "../persona_vectors_layout.ts";
import type { VectorKind } from "../vectors.ts";

/** Keys of a list of names, with what the names are of where the key says it. */
const NAME_KEYS: ReadonlyMap<string, VectorKind | undefined> = new Map([
  ["roles", "role"],
  ["traits", "trait"],
  ["emotions", "trait"],
  ["names", undefined],
  ["labels", undefined],
]);
const VECTORS_KEY = "vectors";

/** What a file was found to be. */
type FileContent =
  | { readonly is: "tensor" }
  | { readonly is: "stack"; readonly vectors: readonly FoundVector[]; readonly unread: string }
  | { readonly is: "other"; readonly reason: string; readonly advice: string };

const LAYOUTS_ADVICE =
  "save each vector alone, as a tensor [L, C]; files of the persona, axis or pipeline layout are read with the folder that holds " +
  "roles_240, role_vectors or vectors";
/** Keys by which layers are told apart, with their numbers. */
const LAYER_KEY = /^(?!pos_)\D*\d+(?:\.\D*)?$/;

/** Finds tensors, or the vectors of stacks. @throws {Error} if a stack is broken, or there are both. */
export async function readTorchForm(
  folder: Folder,
  fileNames: readonly string[],
): Promise<FoundVectors> {
  const tensors: FoundVector[] = [];
  const stacked: FoundVector[] = [];
  const unread: UnreadFile[] = [];
  const advice: string[] = [];
  for (const path of fileNames) {
    const found = await withTorchFile({ folder, path }, (file) => contentOf(folder, file, path));
    if (found.is === "tensor") {
      tensors.push({
        name: stemOf(path),
        rows: torchRows(folder, { path, keys: [], allowsOne: true }),
      });
    } else if (found.is === "stack") {
      stacked.push(...found.vectors);
      if (found.unread !== "") {
        unread.push({ path, reason: `keys that are not read: ${found.unread}` });
      }
    } else {
      unread.push({ path, reason: found.reason });
      advice.push(found.advice);
    }
  }
  if (tensors.length > 0 && stacked.length > 0) {
    throw new Error(
      `Cannot open persona vectors ${
        shownName(folder.name)
      }: expected .pt files of one tensor each or stacks of several, found both (${
        shownName(tensors[0]!.rows.path)
      }, ${shownName(stacked[0]!.rows.path)}); give one of the files, or move the others`,
    );
  }
  const [first] = unread;
  if (tensors.length + stacked.length === 0 && first !== undefined) {
    throw new Error(
      `Cannot open persona vectors ${
        shownName(folder.name)
      }: expected .pt files of a tensor [L, C], or of a dict of a list of names (${
        [...NAME_KEYS.keys()].join(", ")
      }) and a tensor [S, L, C] (${VECTORS_KEY}), found ${
        shownName(first.path)
      }, ${first.reason}; ${advice[0] ?? LAYOUTS_ADVICE}`,
    );
  }
  if (stacked.length > 0) return { layout: "stack", vectors: stacked, unread };
  const isOfDifferences = tensors.every(({ name }) => name.endsWith("_diff"));
  return {
    layout: "tensors",
    vectors: tensors,
    unread,
    ...isOfDifferences && { kind: "trait", content: DIFFERENCE, rowZero: WITH_EMBEDDING },
  };
}

function contentOf(folder: Folder, { value, label }: TorchFile, path: string): FileContent {
  if (isKind(value, "tensor")) return { is: "tensor" };
  if (!(value instanceof Map)) {
    const advice = Array.isArray(value)
      ? "save its layers as one tensor: torch.save(torch.stack(v), FILE)"
      : isNumpyArray(value)
      ? "save it as .npy, or as torch.from_numpy(v)"
      : LAYOUTS_ADVICE;
    return { is: "other", reason: `which holds ${describeValue(value)}`, advice };
  }
  const namesKey = [...NAME_KEYS.keys()].find((key) => value.has(key));
  const tensor = value.get(VECTORS_KEY);
  if (namesKey === undefined || tensor === undefined) {
    const keys = [...value.keys()];
    return { is: "other", reason: `a dict of ${someKeys(keys)}`, advice: adviceForDict(value) };
  }
  const names = namesOf(value.get(namesKey), { label, key: namesKey });
  const stack = expectStack(tensor, { label, names });
  const kind = NAME_KEYS.get(namesKey);
  const others = [...value.keys()].filter((key) => key !== namesKey && key !== VECTORS_KEY);
  const rowsOf = stackRows(folder, { path, key: VECTORS_KEY, shape: stack.shape });
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

/** How a dict of tensors is saved to be read: it may be one vector by its layers, or many by their names. */
function adviceForDict(dict: ReadonlyMap<PickleValue, PickleValue>): string {
  const keys = [...dict.keys()].map(String);
  if (keys.length > 0 && keys.every((key) => LAYER_KEY.test(key))) {
    return "save its layers as one tensor, in their order: torch.save(torch.stack([v[k] for k in KEYS]), FILE)";
  }
  const isMatrix = (it: PickleValue) => isKind(it, "tensor") && it.shape.length === 2;
  return keys.length > 1 && [...dict.values()].every(isMatrix) &&
      !keys.some((key) => key.startsWith("pos_"))
    ? 'stack what it names: torch.save({"names": list(v), "vectors": torch.stack(list(v.values()))}, FILE)'
    : LAYOUTS_ADVICE;
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
      }`,
    );
  }
  try {
    return takeNames(newNameRoom(), items as string[]);
  } catch (cause) {
    throw new RangeError(`Cannot use ${label}: ${messageOf(cause)}`, { cause });
  }
}

function expectStack(
  value: PickleValue,
  { label, names }: { label: string; names: readonly string[] },
): TensorRecord {
  if (!isKind(value, "tensor")) {
    throw new TypeError(
      `Cannot use ${label}: expected a tensor [S, L, C] under ${VECTORS_KEY}, found ${
        describeValue(value)
      }`,
    );
  }
  const { shape, storage } = value;
  const isStack = shape.length === 3 && !shape.includes(0) && shape[0] === names.length &&
    floatDtype(storage.dtype) !== undefined;
  if (!isStack) {
    throw new RangeError(
      `Cannot use ${label}: expected a tensor [S, L, C] of floating-point numbers for ${
        plural(names.length, "name", "names")
      }, found ${storage.dtype} ${shownShape(shape)}`,
    );
  }
  return value;
}
