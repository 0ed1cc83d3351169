/**
 * Numbers that stay with their unit: the space between the two is one at which no line ends.
 *
 * @module
 */

/** What stays as it is: names, code, drawings, heads of tables, by whose words addresses sort, what is not read as text, and tags. */
const LEFT_ALONE =
  /<(bdi|code|pre|script|style|svg|thead|title)\b[^]*?<\/\1>|<!--[^]*?-->|<(?:"[^"]*"|'[^']*'|[^'">])*>|\u2068[^\u2069]*\u2069/
    .source;
const SPACE = /(?<=\b\d[\d.,]*) (?=%|(?:s|min|h|kB|MB|GB|TB|bytes)\b)/.source;
const SOUGHT = new RegExp(`${LEFT_ALONE}|${SPACE}`, "g");

/**
 * The page with its units kept.
 *
 * @example
 * ```ts
 * import { keptUnits } from "./kept_units.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(keptUnits("<p>96.7 % of it, in 8.2 s</p>"), "<p>96.7\u00a0% of it, in 8.2\u00a0s</p>");
 * strictEqual(keptUnits("<bdi>my 5 %</bdi>"), "<bdi>my 5 %</bdi>");
 * ```
 */
export function keptUnits(html: string): string {
  return html.replace(SOUGHT, (found) => found === " " ? "\u00a0" : found);
}
