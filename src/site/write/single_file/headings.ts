/**
 * The style sheet for a document of several pages, whose headings stand a level lower there and look as on their own page.
 *
 * @module
 */

/** A rule outside of any other, of which a selector names a heading. */
const HEADING_RULE = /^(?=\S)([^{}@]*\bh[1-3]\b[^{}@]*)(\{[^{}]*\})/gm;

/**
 * The rules of headings again for those within `.page`, with the level that they have there. `:where` adds no weight, so that
 * whatever wins over a rule wins over its copy.
 *
 * @example
 * ```ts
 * import { loweredHeadings } from "./headings.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(loweredHeadings("h1, .file h2 { margin: 0; }\np { margin: 0; }"), ":where(.page) h2, :where(.page) .file h3 { margin: 0; }");
 * ```
 */
export function loweredHeadings(style: string): string {
  const rules = style.replace(/\/\*[^]*?\*\//g, "").matchAll(HEADING_RULE);
  return Array.from(rules, ([, selectors = "", body = ""]) => {
    const lowered = selectors.trim().split(/,\s*/).filter((selector) => /\bh[1-3]\b/.test(selector))
      .map((selector) =>
        `:where(.page) ${selector.replace(/\bh([1-3])\b/g, (_, n: string) => `h${Number(n) + 1}`)}`
      );
    return `${lowered.join(", ")} ${body}`;
  }).join("\n");
}
