/**
 * `results.json` as text: a line for each row of a table and for each list of numbers, so that tools that go by lines serve, and the
 * indentation of hundreds of thousands of numbers is not most of the file.
 *
 * @module
 */

import type { Results } from "../../results.ts";

/**
 * JSON in which an object or array of nothing but plain values stands on one line; all others are indented by a space a level. Rows of a
 * table begin their lines: there are tens of thousands of them.
 *
 * @example
 * ```ts
 * import { resultsText } from "./results_text.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(resultsText({ rows: [{ a: 1, b: null }], none: [] }), '{\n "rows": [\n{"a":1,"b":null}\n ],\n "none": []\n}');
 * ```
 */
export function resultsText(value: unknown, indent = ""): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (isPlain(value)) return JSON.stringify(value);
  const within = `${indent} `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const parts = entries.map(([key, inner]) =>
    Array.isArray(value)
      ? `${isPlain(inner) ? "" : within}${resultsText(inner, within)}`
      : `${within}${JSON.stringify(key)}: ${resultsText(inner, within)}`
  );
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

/** The whole file, which ends with its last line. */
export function resultsFile(results: Results): string {
  return `${resultsText(results)}\n`;
}

function isPlain(value: unknown): boolean {
  return typeof value !== "object" || value === null ||
    Object.values(value).every((inner) => typeof inner !== "object" || inner === null);
}
