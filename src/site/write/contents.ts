/**
 * What a page holds, beside its text: its sections as a list of links. It is made of the headings of the rendered page, so that
 * every section stands in it without asking for that.
 *
 * @module
 */

/** A page of fewer sections is seen whole without a list. */
const LEAST_SECTIONS = 3;
const HEADING = /<h2 id="([^"]*)"[^>]*>([^]*?)<\/h2>/g;
/** Tags and comments; an element of a name stays, since what reads in another direction is contained by it. */
const MARKUP = /<!--[^]*?-->|<(?!\/?bdi\b)\/?[a-z](?:"[^"]*"|[^">])*>/gi;
const START = '<main id="main"';

/**
 * The page with the list before its main part; as it was where it has fewer than three sections. Figures have no numbers in it.
 *
 * @example
 * ```ts
 * import { withContents } from "./contents.ts";
 * import { match } from "node:assert/strict";
 *
 * const sections = '<h2 id="a"><!--figure-number-->Angle</h2><h2 id="b"><a href="x">B</a></h2><h2 id="c">C</h2>';
 * match(
 *   withContents(`<main id="main">${sections}</main>`),
 *   /^<nav class="contents"[^]*<a href="#a">Angle<\/a><\/li>\n<li><a href="#b">B<\/a>[^]*<\/nav>\n<main id="main"><h2 id="a"><!--/,
 * );
 * ```
 */
export function withContents(html: string): string {
  const start = html.indexOf(START);
  const sections = [...html.slice(Math.max(0, start)).matchAll(HEADING)];
  if (start === -1 || sections.length < LEAST_SECTIONS) return html;
  const list = [
    '<nav class="contents" aria-label="On this page">',
    "<ol>",
    ...sections.map(([, id, heading]) =>
      `<li><a href="#${id}">${heading!.replace(MARKUP, "").trim()}</a></li>`
    ),
    "</ol>",
    "</nav>",
    "",
  ].join("\n");
  return html.slice(0, start) + list + html.slice(start);
}
