/**
 * A CSV file as a header and rows of text.
 *
 * @module
 */

import { messageOf } from "../../../text/error_message.ts";
// @ts-types="../../../../types/csv_parse.d.ts"
import { parse } from "@std/csv/parse";
import { shownName } from "../../../text/quote.ts";
import type { Folder } from "../../folder/folder.ts";

/** Some 20 million numbers; text of more is parsed too slowly to be the form for it. */
const MAX_BYTES = 256 * 2 ** 20;

/** The cells of a file. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The refusal of a row by its index in `rows`, or of the header where it is null. */
  refuse(row: number | null, expected: string, found: string): Error;
}

/** Reads a file whole. @throws {Error} if it is too large, no UTF-8, ill-formed, or has no rows. */
export async function readCsvTable(folder: Folder, path: string): Promise<CsvTable> {
  const text = await readText(folder, path);
  let parsed: string[][];
  try {
    parsed = parse(text, { fieldsPerRecord: 0 });
  } catch (cause) {
    const finding = messageOf(cause);
    throw new Error(`Cannot read ${shownName(path)} as CSV: ${finding}`, { cause });
  }
  const [header, ...rows] = parsed;
  if (header === undefined || rows.length === 0) {
    throw new Error(
      `Cannot read ${shownName(path)} as CSV: expected a header and rows, found none`,
    );
  }
  return {
    header,
    rows,
    refuse: (row, expected, found) =>
      new Error(
        `Cannot use ${shownName(path)}: ${
          expected.startsWith("expected") ? "" : "expected "
        }${expected} in ${row === null ? "its header" : `row ${row + 2}` // the header is row 1
        }, found ${found}`,
      ),
  };
}

async function readText(folder: Folder, path: string): Promise<string> {
  const source = await folder.open(path);
  try {
    if (source.sizeBytes > MAX_BYTES) {
      throw new Error(
        `Cannot read ${
          shownName(path)
        }: expected a CSV file of at most ${MAX_BYTES} bytes, found ${source.sizeBytes}; ` +
          "save the vectors as .npz or safetensors",
      );
    }
    const bytes = new Uint8Array(source.sizeBytes);
    await source.read(0, bytes);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Error(`Cannot read ${shownName(path)} as CSV: expected UTF-8`, { cause });
  } finally {
    source.close();
  }
}
