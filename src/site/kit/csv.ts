/**
 * The CSV files: UTF-8 without BOM, `\n`, quotes only where RFC 4180 needs them, numbers as the shortest text that reads back
 * to the same float64, an empty cell for an unknown number.
 *
 * @module
 */

import type { Columns } from "../../results/table.ts";

/** A row that has the columns, and perhaps more. */
export type CsvRow = Readonly<Record<string, unknown>>;

/**
 * Rows as CSV text, header first. In a column of names a cell that a spreadsheet would take for a formula (it starts with
 * `=`, `+`, `-`, `@`, tab or CR) gets a leading `'`.
 *
 * @throws {RangeError} if a number is not finite.
 *
 * @example
 * ```ts
 * import { csvText } from "./csv.ts";
 * import { column } from "../../results/table.ts";
 * import { number, text, unknownable } from "../../results/values.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const columns = {
 *   name: column(text, { label: "name", meaning: "Name of the role.", isName: true }),
 *   projection: column(number, { label: "d · s", meaning: "Projection." }),
 *   cosine: column(unknownable, { label: "cos", meaning: "Cosine." }),
 * };
 * const rows = [{ name: "=cmd()", projection: -0.1, cosine: null }];
 * strictEqual(csvText(columns, rows), "name,projection,cosine\n'=cmd(),-0.1,\n");
 * ```
 */
export function csvText(columns: Columns, rows: readonly CsvRow[]): string {
  const named = Object.entries(columns);
  const lines = rows.map((row) =>
    named.map(([name, { isName }]) => cell(name, { value: row[name], isName: isName ?? false }))
      .join(",")
  );
  return [named.map(([name]) => name).join(","), ...lines, ""].join("\n");
}

function cell(column: string, { value, isName }: { value: unknown; isName: boolean }): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError(`Cannot write ${column} to CSV: expected a finite number, got ${value}`);
  }
  if (typeof value === "number") return csvCell(value);
  if (typeof value !== "string") return csvCell(null);
  return csvCell(isName ? inertName(value) : value);
}

/** A name that no spreadsheet takes for a formula: one that starts like a formula gets a leading `'`. */
export function inertName(name: string): string {
  return /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
}

/** One cell as CSV text, quoted where RFC 4180 needs it; null is empty. */
export function csvCell(value: string | number | null): string {
  const text = String(value ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
