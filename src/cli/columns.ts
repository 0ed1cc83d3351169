/**
 * Tables on a terminal.
 *
 * @module
 */

/**
 * Rows as lines, their columns padded to the widest cell. There are as many columns as the first row has.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { columns } from "./columns.ts";
 * assert.deepEqual(columns([["id", "size"], ["org/name", "1 GB"]]), ["id        size", "org/name  1 GB"]);
 * ```
 */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ").trimEnd());
}
