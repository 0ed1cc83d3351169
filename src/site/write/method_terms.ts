/**
 * What the methods page explains: its headings and its formulas, each with an id to lead to. Analyses write their formulas by
 * templates of their own, so that they are found on the rendered page.
 *
 * @module
 */

const FORMULAS = /<dl class="formulas">[^]*?<\/dl>/g;
/** A heading or the head of a formula, with its id where it has one. */
const TERM = /<(h2|h3|dt)(?: id="([^"]*)")?>([^]*?)<\/\1>/g;
const HEADING = /<h3>([^]*?)<\/h3>/g;
/** Letters of a text that its id has. */
const LONGEST = 40;
const MARKUP = /<(?:"[^"]*"|[^">])*>/g;
const ESCAPED: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

/** A heading or the head of a formula. */
export interface MethodTerm {
  readonly id: string;
  readonly text: string;
}

/**
 * The page with an id at each formula and at each heading of the third level.
 *
 * @example
 * ```ts
 * import { methodTerms, withTermIds } from "./method_terms.ts";
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const page = '<h2 id="chance">Chance</h2><dl class="formulas"><div><dt>Level: <code>p</code></dt></div></dl>';
 * deepStrictEqual(methodTerms(withTermIds(page)), [
 *   { id: "chance", text: "Chance" },
 *   { id: "about-level-p", text: "Level: p" },
 * ]);
 * ```
 */
export function withTermIds(html: string): string {
  const taken = new Set<string>();
  const idOf = (text: string) => {
    const slug = textOf(text).toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST)
      .replace(/^-|-$/g, "");
    let id = `about-${slug}`;
    for (let n = 2; taken.has(id); n++) id = `about-${slug}-${n}`;
    taken.add(id);
    return id;
  };
  return html
    .replace(
      FORMULAS,
      (list) =>
        list.replace(/<dt>([^]*?)<\/dt>/g, (_, text) => `<dt id="${idOf(text)}">${text}</dt>`),
    )
    .replace(HEADING, (_, text) => `<h3 id="${idOf(text)}">${text}</h3>`);
}

/** What of a page has an id and a name, in its order. */
export function methodTerms(html: string): MethodTerm[] {
  return [...html.matchAll(TERM)].flatMap(([, , id, text = ""]) =>
    id === undefined ? [] : [{ id, text: textOf(text) }]
  );
}

/** What a reader sees of it. */
function textOf(html: string): string {
  return html.replace(MARKUP, "").replace(/&(?:lt|gt|quot|#39|amp);/g, (name) => ESCAPED[name]!)
    .replace(/\s+/g, " ").trim();
}
