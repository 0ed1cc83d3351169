/**
 * Vectors in safetensors files: a tensor `[L, C]` each, by its name.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import { shownName, shownShape } from "../../../text/quote.ts";
import type { Folder } from "../../folder/folder.ts";
import { reopenedBytes } from "../../folder/reopened.ts";
import type { UnreadFile } from "../../folder/unread_files.ts";
import { isFloatDtype, openSafetensors } from "../../safetensors/safetensors.ts";
import { isVectorShape, matrixRows } from "../matrix_rows.ts";
import type { FoundVector, FoundVectors } from "../vector_form.ts";

/** Finds every tensor of floating-point numbers, a vector or a matrix; what else there is is named. */
export async function readSafetensorsForm(
  folder: Folder,
  fileNames: readonly string[],
): Promise<FoundVectors> {
  const vectors: FoundVector[] = [];
  const unread: UnreadFile[] = [];
  for (const path of fileNames) {
    const { tensors } = await openSafetensors(await reopenedBytes(folder, path), shownName(path));
    for (const tensor of tensors.values()) {
      const { name, dtype, shape } = tensor;
      if (isFloatDtype(dtype) && isVectorShape(shape)) {
        const read = (offsetBytes: number, into: Uint8Array) => tensor.read(offsetBytes, into);
        const rows = matrixRows({ shape, dtype, read }, { path, label: `${name} of ${path}` });
        vectors.push({ name, rows });
      } else {
        unread.push({
          path,
          reason: `tensor ${shownName(name)} is ${dtype} ${shownShape(shape)}, no vector`,
        });
      }
    }
  }
  return { layout: "safetensors", vectors, unread };
}
