/**
 * Vectors in `.pt` files that lie at the top of a folder: a tensor `[L, C]` alone, named by its file, a dict of such by their names, or
 * a stack of several, a dict of their names and one tensor `[S, L, C]`.
 *
 * Shape letters: C hidden size, L layers, S vectors.
 *
 * @module
 */

import type { Folder } from "../../folder/folder.ts";
import type { UnreadFile } from "../../folder/unread_files.ts";
import { withTorchFile } from "../../torch/layered_tensor.ts";
import { describeValue, isKind } from "../../torch/pickle_values.ts";
import { savedAlone, severalAdvice, tensorAdvice } from "../../torch/tensor_advice.ts";
import type { TorchFile } from "../../torch/torch_file.ts";
import { shownName } from "../../../text/quote.ts";
import { DIFFERENCE, WITH_EMBEDDING } from "../persona_vectors_layout.ts";
import { torchRows } from "../torch_rows.ts";
import { type FoundVector, type FoundVectors, stemOf } from "../vector_form.ts";
import { DICTS, type FileContent, LAYOUTS_ADVICE, readDict } from "./torch_dict.ts";

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
    if (found.is === "other") {
      unread.push({ path, reason: found.reason });
      advice.push(found.advice);
      continue;
    }
    (found.is === "stack" ? stacked : tensors).push(...found.vectors);
    if (found.unread !== "") {
      unread.push({ path, reason: `keys that are not read: ${found.unread}` });
    }
  }
  if (tensors.length > 0 && stacked.length > 0) {
    throw new Error(
      `Cannot open persona vectors ${
        shownName(folder.name)
      }: expected .pt files of tensors or of stacks of several, found both (${
        shownName(tensors[0]!.rows.path)
      }, ${shownName(stacked[0]!.rows.path)}); give one of the files, or move the others`,
    );
  }
  const [first] = unread;
  if (tensors.length + stacked.length === 0 && first !== undefined) {
    throw new Error(
      `Cannot open persona vectors ${
        shownName(folder.name)
      }: expected .pt files of a tensor [L, C], or of ${DICTS}, found ${
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
  if (isKind(value, "tensor")) {
    const rows = torchRows(folder, { path, keys: [], allowsOne: true });
    return { is: "tensors", vectors: [{ name: stemOf(path), rows }], unread: "" };
  }
  if (!(value instanceof Map)) {
    const advice = tensorAdvice(value, savedAlone, severalAdvice) ?? LAYOUTS_ADVICE;
    return { is: "other", reason: `which holds ${describeValue(value)}`, advice };
  }
  return readDict(folder, { path, label, dict: value });
}
