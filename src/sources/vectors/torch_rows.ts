/**
 * Vectors in `.pt` files: a tensor `[R, C]` alone, or under keys of a dict.
 *
 * @module
 */

import { fileNameOf, type Folder } from "../folder/folder.ts";
import { findTensor, shownKeys, someKeys, withTorchFile } from "../torch/layered_tensor.ts";
import { readTensorRows } from "../torch/tensor_values.ts";
import { shownName } from "../../text/quote.ts";
import type { PickleValue } from "../torch/pickle_values.ts";
import { KIND_AND_NAME } from "./expected_names.ts";
import { stemOf } from "./vector_form.ts";
import type { StoredRows } from "./stored_rows.ts";

/** The tensor of a `.pt` file that `keys` lead to; none of them where the file is the tensor. */
export function torchRows(
  folder: Folder,
  { path, keys, allowsOne = false }: {
    path: string;
    keys: readonly string[];
    /** Whether it may be `[C]`, a single row. */
    allowsOne?: boolean;
  },
): StoredRows {
  return {
    path,
    label: path,
    look: () =>
      withTorchFile({ folder, path }, (file) => {
        const found = findTensor(file, keys, { allowsOne });
        if (found.tensor === undefined) return { shape: undefined, reason: found.reason };
        const others = otherKeys(file.value, keys);
        const name = otherName(file.value, path);
        return {
          shape: found.tensor.shape,
          ...others.length > 0 && { unreadKeys: someKeys(others) },
          ...name !== null && { says: [{ of: "name", text: name } as const] },
        };
      }),
    read: (rows) =>
      withTorchFile({ folder, path }, async (file) => {
        const { tensor } = findTensor(file, keys, { allowsOne });
        if (tensor === undefined) {
          throw new Error(`Cannot use ${shownName(path)}: it lost its key ${shownKeys(keys)}`);
        }
        return await readTensorRows(file, { tensor, rows });
      }),
  };
}

/**
 * Keys that the layouts' makers save beside the one that is read: other ways of averaging, which are choices, and what the tensor
 * is of.
 */
const LAYOUT_KEYS = /^((pos|default|all)_\w+|metadata|type|role|trait)$/;

/** The role that a file says it is of, where its own name says another; case, marks and an article aside. */
function otherName(value: PickleValue, path: string): string | null {
  const role = value instanceof Map ? value.get("role") : undefined;
  if (typeof role !== "string") return null;
  const plain = (name: string) =>
    name.toLowerCase().replace(/^(?:the|an?)[\s_-]+/, "").replace(/[^\p{L}\p{N}]+/gu, "");
  const own = stemOf(fileNameOf(path)).replace(KIND_AND_NAME, "$2");
  return plain(role) === plain(own) ? null : role;
}

/** Keys on the way to a tensor that are neither taken nor of the layout's own. */
function otherKeys(value: PickleValue, keys: readonly string[]): PickleValue[] {
  const others: PickleValue[] = [];
  let dict = value;
  for (const key of keys) {
    if (!(dict instanceof Map)) break;
    for (const other of dict.keys()) {
      const isKnown = other === key || typeof other === "string" && LAYOUT_KEYS.test(other);
      if (!isKnown) others.push(other);
    }
    dict = dict.get(key) ?? null;
  }
  return others;
}
