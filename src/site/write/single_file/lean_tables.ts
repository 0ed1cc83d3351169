/**
 * Tables without a class on each of their thousands of numbers: in one file the style sheet knows a number by what it lacks, the
 * element that isolates a name.
 *
 * @module
 */

const TABLE = /<table>[^]*?<\/table>/g;
/** A number that is a link has the element all the same, and keeps its class. */
const NUMBER = /<td class="number">(?!<a\b)/g;

/**
 * The page with its tables of the class `lean`; those that have a class stay as they are.
 *
 * @example
 * ```ts
 * import { leanTables } from "./lean_tables.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const row = '<tr><td><bdi>poet</bdi></td><td class="number">5</td></tr>';
 * strictEqual(
 *   leanTables(`<table>${row}</table>`),
 *   '<table class="lean"><tr><td><bdi>poet</bdi></td><td>5</td></tr></table>',
 * );
 * strictEqual(leanTables(`<table class="claims">${row}</table>`), `<table class="claims">${row}</table>`);
 * ```
 */
export function leanTables(html: string): string {
  return html.replace(
    TABLE,
    (table) => table.replace(NUMBER, "<td>").replace("<table>", '<table class="lean">'),
  );
}
