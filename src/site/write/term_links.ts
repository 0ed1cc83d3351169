/**
 * Links from words of a page to the glossary. They are set in the text of the rendered page, between its tags, so that every
 * part of every page has them without asking for them.
 *
 * @module
 */

import { GLOSSARY, shortMeaning } from "../kit/glossary.ts";
import type { Term } from "../kit/glossary/term.ts";
import { PATHS } from "../kit/paths.ts";
import { escapedText } from "../kit/templates.ts";

/** Elements whose text stays as it is: names, headings, code, what is a link or a button already, and what is not read as text. */
const LEFT_ALONE = new Set(
  ("a bdi button code details h1 h2 h3 h4 header math nav pre script style sub sup summary svg " +
    "table textarea title").split(" "),
);
/** What is a title of its kind in other elements, and what is not seen. */
const LEFT_ALONE_CLASS = /\bclass="(?:legend|panel-title|unseen)"/;
/** A tag with its attributes, in whose quotes `>` may stand; or a comment. */
const TAG = /<!--[^]*?-->|<(\/?)([a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi;
/** Names that stand in a sentence behind isolates, as in an element `bdi`. */
const ISOLATED = /(\u2068[^\u2069]*\u2069)/;
const START = '<main id="main"';
const END = "</main>";

const TERMS: readonly Term[] = GLOSSARY.flatMap(({ terms }) => terms);
/** Every form of every word, longer ones first where one begins with the other; the group tells which word it is. */
const WORDS = wordPattern(TERMS);
const BEGINNINGS = new Map(
  TERMS.map((term) => [term, ` title="${escapedText(shortMeaning(term))}">`]),
);

/**
 * The page with the first occurrence of each word of the glossary in its main part as a link; `root` is the way from the page
 * to the root of the site. What stands in tags, and the text of elements that are left alone, is not touched.
 *
 * @example
 * ```ts
 * import { linkTerms } from "./term_links.ts";
 * import { match } from "node:assert/strict";
 *
 * const page = '<main id="main"><p>Its <bdi>angle</bdi> is an angle.</p></main>';
 * match(linkTerms(page, "../"), /<bdi>angle<\/bdi> is an <a class="term" href="\.\.\/glossary\.html#angle"/);
 * ```
 */
export function linkTerms(html: string, root: string): string {
  const start = html.indexOf(START);
  const end = html.lastIndexOf(END);
  if (start === -1 || end < start) return html;
  const used = new Set<Term>();
  const parts: string[] = [html.slice(0, start)];
  let at = start;
  TAG.lastIndex = start;
  for (let tag = TAG.exec(html); tag !== null && tag.index <= end; tag = TAG.exec(html)) {
    parts.push(linkedText(html.slice(at, tag.index), { root, used }));
    at = tag.index;
    const name = tag[2]?.toLowerCase() ?? "";
    const isLeftAlone = LEFT_ALONE.has(name) || LEFT_ALONE_CLASS.test(tag[0]);
    if (tag[1] === "" && isLeftAlone) TAG.lastIndex = endOf(html, name, TAG.lastIndex);
    parts.push(html.slice(at, TAG.lastIndex));
    at = TAG.lastIndex;
  }
  parts.push(html.slice(at));
  return parts.join("");
}

/** Where the element that was opened before `from` ends, those of its own kind within it included. */
function endOf(html: string, name: string, from: number): number {
  const tags = new RegExp(`<(/?)${name}(?=[\\s>])`, "gi");
  tags.lastIndex = from;
  let depth = 1;
  for (let tag = tags.exec(html); tag !== null; tag = tags.exec(html)) {
    depth += tag[1] === "" ? 1 : -1;
    if (depth === 0) return html.indexOf(">", tag.index) + 1;
  }
  return html.length;
}

function linkedText(text: string, on: { root: string; used: Set<Term> }): string {
  if (!/\S/.test(text)) return text;
  if (!text.includes("\u2068")) return linkedWords(text, on);
  return text.split(ISOLATED).map((part, i) => i % 2 === 1 ? part : linkedWords(part, on)).join("");
}

function linkedWords(
  text: string,
  { root, used }: { root: string; used: Set<Term> },
): string {
  return text.replace(WORDS, (word: string, ...groups: unknown[]) => {
    const term = TERMS[groups.findIndex((group) => group !== undefined)]!;
    if (used.has(term)) return word;
    used.add(term);
    const href = `${root}${PATHS.glossary}#${term.id}`;
    return `<a class="term" href="${href}"${BEGINNINGS.get(term)}${word}</a>`;
  });
}

/**
 * A word is not part of a longer one, nor of a length such as |x|, nor the name of a role or trait, which its kind follows.
 * A group a word, so that the first group that matched tells the word's place in the list.
 */
function wordPattern(terms: readonly Term[]): RegExp {
  const groups = terms.map(({ forms }) => `(${forms.replaceAll(" ", "\\s+")})`);
  return new RegExp(
    `(?<![\\w|:·−-])(?:${groups.join("|")})(?![\\w|]|[:.]\\w|\\s+\\((?:role|trait)\\b)`,
    "gi",
  );
}
