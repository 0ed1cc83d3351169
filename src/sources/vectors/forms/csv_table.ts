/**
 * A CSV file as a header and rows of text.
 *
 * @module
 */

import { messageOf } from "../../../text/error_message.ts";
// @ts-types="../../../../types/csv_parse.d.ts"
import { parse } from "@std/csv/parse";
import { shownName } from "../../../text/quote.ts";
import { VECTORS_ADVICE } from "../../folder/advice.ts";
import { describeKnownFormat, VECTOR_FORMATS, ZIP_FORMAT } from "../../folder/file_formats.ts";
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
  const fault = otherText(text) ?? faultOf(text);
  if (fault !== null) throw new Error(`Cannot read ${shownName(path)} as CSV: ${fault}`);
  let parsed: string[][];
  try {
    parsed = parse(text, { fieldsPerRecord: 0 });
  } catch (cause) {
    const finding = messageOf(cause);
    const advice = /expected \d+ fields/.test(finding)
      ? "; the first line names the columns, and every other has as many cells"
      : "";
    throw new Error(`Cannot read ${shownName(path)} as CSV: ${finding}${advice}`, { cause });
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

/** Another kind of text than a table; null where its start tells of none. */
function otherText(text: string): string | null {
  return /^\ufeff?\s*[{[]/.test(text)
    ? `expected a header and rows, found JSON; ${VECTORS_ADVICE}`
    : null;
}

/** What tables that spreadsheets write have in the place of commas and line ends; null where there is nothing of it. */
function faultOf(text: string): string | null {
  const [firstLine = ""] = text.split(/\r?\n/, 1);
  if (/^[^\r\n]*\r\r\n/.test(text)) {
    return "expected lines that end with a line feed, found two carriage returns before each, as Python's " +
      'csv module writes them on Windows; open the file that it writes with newline=""';
  }
  if (firstLine.includes("\r")) {
    return `expected lines that end with a line feed, found carriage returns alone; ${SAVE_ADVICE}`;
  }
  const mark = /[;\t]/.exec(firstLine)?.[0];
  if (mark === undefined || firstLine.includes(",")) return null;
  return `expected columns separated by commas, found ${
    mark === ";" ? "semicolons" : "tabs"
  }; save it with commas between the columns and points in the numbers`;
}

/** How a spreadsheet gives what is read. */
const SAVE_ADVICE = "save it as CSV UTF-8";

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
    if (/^(255,254|254,255)$/.test(bytes.subarray(0, 2).join())) {
      throw new Error(
        `Cannot read ${
          shownName(path)
        } as CSV: expected UTF-8, found UTF-16, as Excel saves Unicode text; ${SAVE_ADVICE}`,
      );
    }
    const found = bytes.length === 0
      ? null
      : await describeKnownFormat(source, [...VECTOR_FORMATS, ZIP_FORMAT]);
    if (found !== null) {
      throw new Error(`Cannot read ${shownName(path)} as CSV: expected text, found ${found}`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Error(`Cannot read ${shownName(path)} as CSV: expected UTF-8`, { cause });
  } finally {
    source.close();
  }
}
