/**
 * Text and tables as GitHub's Markdown has them. Names are other people's: whatever they hold stays text.
 *
 * @module
 */

import { plainText } from "../../kit/names.ts";
import type { TableView } from "../../kit/tables.ts";

/** Characters that mean something anywhere in a line. An underscore within a word does not, as in most names. */
const MARKS = /[\\`*[\]|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** What would begin a list or a heading, or be a rule. */
const BEGINNING = /^\s*(?=(?:[+-]|#{1,6})(?:\s|$)|[=-]+\s*$)|(?<=^\s*\d{1,9})(?=[.)](?:\s|$))/;
/** What would become a link by itself. */
const ADDRESS = /(?<=\b[a-z]+)(?=:\/\/)|(?<=\bwww)(?=\.)/gi;
const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * Text in one line, of which nothing is markup or HTML.
 *
 * @example
 * ```ts
 * import { markdownText } from "./markdown.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(markdownText("tax_adviser turns by 22.2°"), "tax_adviser turns by 22.2°");
 * strictEqual(markdownText("a|b `c` <i> __proto__"), "a\\|b \\`c\\` &lt;i&gt; \\_\\_proto\\_\\_");
 * ```
 */
export function markdownText(text: string): string {
  return plainText(text)
    .replace(MARKS, "\\$&")
    .replace(ADDRESS, "\\")
    .replace(BEGINNING, "\\")
    .replace(/[&<>]/g, (c) => ENTITIES[c]!)
    .trim();
}

/** The lines of a table; numbers stand to the right. */
export function markdownTable({ columns, rows }: TableView): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ label }) => markdownText(label))),
    line(columns.map(({ isNumber }) => isNumber ? "---:" : "---")),
    ...rows.map(({ cells }) => line(cells.map(({ text }) => markdownText(text)))),
  ];
}

/** A link. The path is one of the site's own. */
export function markdownLink(text: string, path: string): string {
  return `[${markdownText(text)}](${path})`;
}
