/**
 * The vectors of one tensor `[S, L, C]` in a `.pt` file.
 *
 * A pass over the tensor's storage reads the rows of many vectors, since it has to take in all of its bytes for their CRC-32.
 *
 * Shape letters: C hidden size, L layers, S vectors.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import type { Folder } from "../folder/folder.ts";
import { withTorchFile } from "../torch/layered_tensor.ts";
import { readTensorRows } from "../torch/tensor_values.ts";
import { isKind, type TensorRecord } from "../torch/pickle_values.ts";
import { expectRows, type StoredRows } from "./stored_rows.ts";

/** Rows that one pass keeps at most, as float32. */
const MAX_KEPT_BYTES = 64 * 2 ** 20;

/** Rows of the vectors of one pass, by vector from `first` on. */
interface Pass {
  readonly rows: string;
  readonly first: number;
  readonly end: number; // exclusive
  readonly read: Promise<Float32Array[][]>;
}

/** A reader of the vectors of a stack by their index, under the key of a dict. */
export function stackRows(
  folder: Folder,
  { path, key, shape }: { path: string; key: string; shape: readonly number[] },
): (index: number, label: string) => StoredRows {
  const [S = 0, , C = 0] = shape;
  let last: Pass | null = null; // vectors are read one after the other, each at the same layers

  function passFor(index: number, rows: readonly number[]): Pass {
    const asked = rows.join();
    if (last?.rows === asked && last.first <= index && index < last.end) return last;
    const rowBytes = rows.length * C * Float32Array.BYTES_PER_ELEMENT;
    const n = Math.max(1, Math.floor(MAX_KEPT_BYTES / Math.max(1, rowBytes)));
    const end = Math.min(S, index + n);
    return last = { rows: asked, first: index, end, read: readVectors(index, end, rows) };
  }

  async function readVectors(first: number, end: number, rows: readonly number[]) {
    return await withTorchFile({ folder, path }, async (file) => {
      const stack = file.value instanceof Map ? file.value.get(key) : undefined;
      if (!isKind(stack, "tensor") || stack.shape.join() !== shape.join()) {
        throw new Error(`Cannot use ${shownName(path)}: it was changed while it was read`);
      }
      const indices = Array.from({ length: end - first }, (_, i) => first + i);
      const matrix = asMatrix(stack);
      if (matrix === null) {
        const vectors: Float32Array[][] = [];
        for (const index of indices) {
          vectors.push(await readTensorRows(file, { tensor: vectorOf(stack, index), rows }));
        }
        return vectors;
      }
      const [, L = 0] = shape;
      const all = indices.flatMap((index) => rows.map((row) => index * L + row));
      const read = await readTensorRows(file, { tensor: matrix, rows: all });
      return indices.map((_, i) => read.slice(i * rows.length, (i + 1) * rows.length));
    });
  }

  return (index, label) => ({
    path,
    label,
    look: () => Promise.resolve({ shape: shape.slice(1) }),
    async read(rows) {
      const [, L = 0] = shape;
      expectRows(rows, { R: L, label });
      const pass = passFor(index, rows);
      return (await pass.read)[index - pass.first]!;
    },
  });
}

/** The stack as `[S L, C]`, where its rows lie at one distance; else null. */
function asMatrix(stack: TensorRecord): TensorRecord | null {
  const [S = 0, L = 0, C = 0] = stack.shape;
  const [outer, inner = 0, column = 0] = stack.strides;
  return outer === L * inner ? { ...stack, shape: [S * L, C], strides: [inner, column] } : null;
}

/** One vector `[L, C]` of the stack. */
function vectorOf(stack: TensorRecord, index: number): TensorRecord {
  const [outer = 0, ...strides] = stack.strides;
  const storageOffset = stack.storageOffset + index * outer;
  return { ...stack, shape: stack.shape.slice(1), strides, storageOffset };
}
