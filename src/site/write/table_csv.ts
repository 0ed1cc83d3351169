/**
 * A table of a page as CSV: the labels of its columns as they are shown, its numbers exact.
 *
 * @module
 */

import { csvCell, inertName } from "../kit/csv.ts";
import type { CellView, TableView } from "../kit/tables.ts";

/** Names of input vectors: a leading minus is part of them and starts no formula. */
const INPUT_VECTOR = /^-PC\d/;

/**
 * The table as CSV text, header first. Text that a spreadsheet would take for a formula gets a leading `'`; `-PC1` stays.
 *
 * @example
 * ```ts
 * import { tableCsv } from "./table_csv.ts";
 * import { tableView } from "../kit/tables.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const table = tableView("Angles", [["-PC1", 1 / 3] as const, ["=cmd()", 2] as const], [
 *   { label: "input", value: ([name]) => name },
 *   { label: "angle, °", value: ([, angle]) => angle },
 * ]);
 * strictEqual(tableCsv(table), "input,\"angle, °\"\n-PC1,0.3333333333333333\n'=cmd(),2\n");
 * ```
 */
export function tableCsv({ columns, rows }: TableView): string {
  const lines = rows.map((row) => row.cells.map(cellCsv).join(","));
  return [columns.map(({ label }) => csvCell(label)).join(","), ...lines, ""].join("\n");
}

function cellCsv({ text, value }: CellView): string {
  const known = value === undefined ? text : value;
  const isInert = typeof known !== "string" || INPUT_VECTOR.test(known);
  return csvCell(isInert ? known : inertName(known));
}
