/**
 * The text of a `results.json`, as far as it is JSON.
 *
 * @module
 */

import { pathText } from "../results/mismatch.ts";
import { type JsonValue, parsePythonJson } from "../sources/folder/strict_json.ts";

/**
 * The value that the text holds; a byte order mark, as PowerShell writes it, is passed over.
 *
 * @throws {SyntaxError} naming the line and what was expected there, or the place of a number that Python writes and JSON does not know.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseResultsJson } from "./results_json.ts";
 * assert.deepEqual(parseResultsJson('\ufeff{"mlp": []}'), { mlp: [] });
 * assert.throws(() => parseResultsJson('{"mlp": [{"layer": NaN}]}'), /at mlp\[0\]\.layer, found NaN/);
 * ```
 */
export function parseResultsJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    // The engine tells no line, and the parser that does takes many times as long: it is asked where something is wrong alone.
    const { value } = parsePythonJson(text);
    throw new SyntaxError(unknownNumber(value, []) ?? "Expected JSON", { cause });
  }
}

/** The first number that JSON does not know, in words; null where there is none. By its path: Python's files have one line. */
function unknownNumber(value: JsonValue, path: readonly { key: unknown }[]): string | null {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return `Expected a finite number at ${pathText(path) || "line 1"}, found ${value}`;
  }
  if (!(value instanceof Map || Array.isArray(value))) return null;
  for (const [key, inner] of value.entries()) {
    const found = unknownNumber(inner, [...path, { key }]);
    if (found !== null) return found;
  }
  return null;
}
