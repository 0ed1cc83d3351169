/**
 * One vector of a folder as it is stored, in whatever form: rows `[R, C]` that are read by number.
 *
 * Shape letters: C hidden size; R rows, as many as the model has layers, or one more.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import { plural } from "../../text/words.ts";
import { vectorFault } from "./vector_values.ts";

/** Files that are open at once: opening one and asking about it takes longer than reading a few rows. */
export const FILES_AT_ONCE = 8;

/** Rows that lie somewhere in a folder; none is read before it is asked for. */
export interface StoredRows {
  /** The file that holds them, from the folder down. */
  readonly path: string;
  /** What messages call them: the path, and which tensor of it where there are several. */
  readonly label: string;
  /** What there is, without reading a value. @throws {Error} if it is nothing that a vector can be read from. */
  look(): Promise<Looked>;
  /**
   * Rows by number, each widened to float32 `[C]`; undefined where there is none of a number.
   *
   * @throws {Error} if they cannot be read.
   */
  read(rows: readonly number[]): Promise<(Float32Array | undefined)[]>;
}

/** What a file says that it is of: a role's or trait's name, or a model. */
export interface Saying {
  readonly of: "name" | "model";
  readonly text: string;
}

/** What {@link StoredRows.look} found. */
export type Looked =
  | {
    /** `[R, C]`, or `[C]` of a single one. */
    readonly shape: readonly number[];
    /** Numbers below R of which there is no row; left out where there are none. */
    readonly absent?: readonly number[];
    /** Keys on the way to them that are neither read nor known, as a message shows them; left out where there are none. */
    readonly unreadKeys?: string;
    /** What the file says of itself beside them; left out where that is nothing. */
    readonly says?: readonly Saying[];
  }
  /** The file lacks the key that was asked of it; `reason` says what it has. */
  | { readonly shape: undefined; readonly reason: string };

/** Whether a shape is that of one row, `[C]` or, where an axis was kept, `[1, C]`. */
export function isOneRow(shape: readonly number[]): boolean {
  return shape.length === 1 || shape.length === 2 && shape[0] === 1;
}

/** Passes if there are all of `rows` among R. @throws {RangeError} naming the first that there is not. */
export function expectRows(
  rows: readonly number[],
  { R, label }: { R: number; label: string },
): void {
  const missing = rows.find((row) => !(row >= 0 && row < R));
  if (missing === undefined) return;
  throw new RangeError(
    `Cannot read row ${missing} of ${shownName(label)}: it has ${
      plural(R, "row", "rows")
    }, counted from 0`,
  );
}

/**
 * The rows of chosen layers; undefined where there is none of a layer.
 *
 * @param firstRow The row of layer 0: 1 where row 0 is the embedding.
 * @throws {Error} if they cannot be read, or a value is NaN, infinite or too large for bfloat16.
 */
export async function rowsAtLayers(
  stored: StoredRows,
  { layers, firstRow }: { layers: readonly number[]; firstRow: number },
): Promise<(Float32Array | undefined)[]> {
  const rows = await stored.read(layers.map((layer) => layer + firstRow));
  rows.forEach((row, i) => {
    const fault = row === undefined ? null : vectorFault(row, { where: ` at layer ${layers[i]}` });
    if (fault === null) return;
    throw new RangeError(`Cannot use ${shownName(stored.label)}: expected ${fault}`);
  });
  return rows;
}
