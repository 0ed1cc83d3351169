/**
 * A table to take away: where it lies, what it holds, its columns and rows.
 *
 * @module
 */

import type { Columns } from "../../results/table.ts";
import { type CsvRow, csvText } from "./csv.ts";

/** One CSV file. */
export interface DataFile {
  readonly path: string;
  /** In a sentence. */
  readonly description: string;
  readonly columns: Columns;
  readonly nRows: number;
  /** The file itself. @throws {RangeError} if a number is not finite. */
  text(): string;
}

/** The file of some rows. */
export function dataFile(
  columns: Columns,
  rows: readonly CsvRow[],
  { path, description }: Pick<DataFile, "path" | "description">,
): DataFile {
  return { path, description, columns, nRows: rows.length, text: () => csvText(columns, rows) };
}
