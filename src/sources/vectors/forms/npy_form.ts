/**
 * Vectors in numpy's `.npy` files: an array `[L, C]` each, named by its file.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import { shownShape } from "../../../text/quote.ts";
import { stackAdvice } from "../../folder/advice.ts";
import type { Folder } from "../../folder/folder.ts";
import { reopenedBytes } from "../../folder/reopened.ts";
import type { UnreadFile } from "../../folder/unread_files.ts";
import { openNpyArray } from "../../npy/npy.ts";
import { isVectorShape, matrixRows } from "../matrix_rows.ts";
import { type FoundVector, type FoundVectors, stemOf } from "../vector_form.ts";

/** Finds the array of each file; one that is no vector is named. */
export async function readNpyForm(
  folder: Folder,
  fileNames: readonly string[],
): Promise<FoundVectors> {
  const vectors: FoundVector[] = [];
  const unread: UnreadFile[] = [];
  let hasStack = false;
  for (const path of fileNames) {
    const array = await openNpyArray(await reopenedBytes(folder, path));
    if (isVectorShape(array.shape)) {
      vectors.push({ name: stemOf(path), rows: matrixRows(array, { path, label: path }) });
    } else unread.push({ path, reason: `an array ${shownShape(array.shape)}, no vector` });
    hasStack ||= array.shape.length === 3;
  }
  return { layout: "npy", vectors, unread, ...hasStack && { advice: stackAdvice() } };
}
