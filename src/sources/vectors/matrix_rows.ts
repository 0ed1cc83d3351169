/**
 * Vectors whose rows lie side by side, wherever they lie: a tensor of a safetensors file, an array of numpy's.
 *
 * Shape letters: C hidden size; R rows.
 *
 * @module
 */

import { bytesPerElement, decodeToFloat32, type FloatDtype } from "../../math/dtypes.ts";
import { rowAxes, rowShape } from "../../math/row_axes.ts";
import { expectRows, type StoredRows } from "./stored_rows.ts";

/** Numbers in the order of rows. */
export interface SideBySide {
  readonly shape: readonly number[]; // [R, C], or [C] of one row, and axes of length 1 among them
  readonly dtype: FloatDtype;
  /** Fills `into` from `offsetBytes` after the first element. */
  read(offsetBytes: number, into: Uint8Array): Promise<void>;
}

/** Whether a shape is that of a vector, or of rows of them, a batch of one aside. */
export function isVectorShape(shape: readonly number[]): boolean {
  const { length } = rowAxes(shape);
  return (length === 1 || length === 2) && !shape.includes(0);
}

/** The rows of a matrix; `path` and `label` name it as in {@link StoredRows}. */
export function matrixRows(
  { shape: given, dtype, read }: SideBySide,
  { path, label }: { path: string; label: string },
): StoredRows {
  const shape = rowShape(given);
  const [R, C] = shape.length === 1 ? [1, shape[0] ?? 0] : [shape[0] ?? 0, shape[1] ?? 0];
  const rowBytes = C * bytesPerElement(dtype);
  return {
    path,
    label,
    look: () => Promise.resolve({ shape }),
    async read(rows) {
      expectRows(rows, { R, label });
      return await Promise.all(rows.map(async (row) => {
        const bytes = new Uint8Array(rowBytes);
        await read(row * rowBytes, bytes);
        return decodeToFloat32(bytes, dtype);
      }));
    },
  };
}
