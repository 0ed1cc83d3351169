/**
 * Vectors in safetensors files: a tensor `[L, C]` each, by its name.
 *
 * Shape letters: C hidden size, L layers; R rows.
 *
 * @module
 */

import { bytesPerElement, decodeToFloat32 } from "../../../math/dtypes.ts";
import { shownName, shownShape } from "../../../text/quote.ts";
import { plural } from "../../../text/words.ts";
import type { Folder } from "../../folder/folder.ts";
import { reopenedBytes } from "../../folder/reopened.ts";
import type { UnreadFile } from "../../folder/unread_files.ts";
import { isFloatDtype, openSafetensors, type StoredTensor } from "../../safetensors/safetensors.ts";
import type { StoredRows } from "../stored_rows.ts";
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
      const { dtype, shape } = tensor;
      const isVector = isFloatDtype(dtype) && [1, 2].includes(shape.length) && !shape.includes(0);
      if (isVector) vectors.push({ name: tensor.name, rows: tensorRows(tensor, path) });
      else {
        unread.push({
          path,
          reason: `tensor ${shownName(tensor.name)} is ${dtype} ${shownShape(shape)}, no vector`,
        });
      }
    }
  }
  return { layout: "safetensors", vectors, unread };
}

function tensorRows(tensor: StoredTensor, path: string): StoredRows {
  const { dtype, shape, name } = tensor;
  const [R, C] = shape.length === 1 ? [1, shape[0] ?? 0] : [shape[0] ?? 0, shape[1] ?? 0];
  const label = `${name} of ${path}`;
  return {
    path,
    label,
    look: () => Promise.resolve({ shape }),
    async read(rows) {
      if (!isFloatDtype(dtype)) throw new TypeError(`Cannot decode ${label}: ${dtype}`);
      const rowBytes = C * bytesPerElement(dtype);
      const read = rows.map(async (row) => {
        if (!(row >= 0 && row < R)) {
          throw new RangeError(
            `Cannot read row ${row} of ${shownName(label)}: it has ${
              plural(R, "row", "rows")
            }, counted from 0`,
          );
        }
        const bytes = new Uint8Array(rowBytes);
        await tensor.read(row * rowBytes, bytes);
        return decodeToFloat32(bytes, dtype);
      });
      return await Promise.all(read);
    },
  };
}
