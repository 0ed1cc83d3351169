/**
 * Vectors of which each layer is stored for itself, under its number, so that some may be missing.
 *
 * Shape letters: C hidden size; R one more than the largest number.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import type { StoredRows } from "./stored_rows.ts";

/** One layer's vector. */
export interface LayerVector {
  readonly size: number; // C
  /** Its numbers, widened to float32 `[C]`. */
  read(): Promise<Float32Array>;
}

/**
 * Rows put together of vectors by number.
 *
 * @throws {Error} if they are not all of one length.
 */
export function layerRows(
  byNumber: ReadonlyMap<number, LayerVector>,
  { path, label }: { path: string; label: string },
): StoredRows {
  const numbers = [...byNumber.keys()].sort((a, b) => a - b);
  const [first = 0] = numbers;
  const C = byNumber.get(first)?.size ?? 0;
  const other = numbers.find((number) => byNumber.get(number)!.size !== C);
  if (other !== undefined) {
    throw new RangeError(
      `Cannot use ${
        shownName(label)
      }: expected vectors of one length, found ${C} entries at layer ${first} and ${
        byNumber.get(other)!.size
      } at layer ${other}`,
    );
  }
  const R = (numbers.at(-1) ?? -1) + 1;
  const absent = Array.from({ length: R }, (_, row) => row).filter((row) => !byNumber.has(row));
  return {
    path,
    label,
    look: () => Promise.resolve({ shape: [R, C], absent }),
    read: (rows) => Promise.all(rows.map(async (row) => await byNumber.get(row)?.read())),
  };
}
