/**
 * A page as a part of one document: its ids get its name in front, links to pages become anchors, and files that do not come along
 * are named in place of linked, those of single roles and traits apart, which are hundreds.
 *
 * @module
 */

import { isOneOfMany } from "../../kit/paths.ts";
import { escapedText } from "../../kit/templates.ts";

/** Attributes that hold ids of their own page. */
const ID_ATTRIBUTE = /\s(id|for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"/g;
/** Attributes of SVG that point to an id. */
const POINTER = /\s(clip-path|mask|filter|fill|stroke|marker-\w+)="url\(#/g;
/** A heading's tag, opening or closing, up to the digit of its level. */
const HEADING = /^(<\/?h)([1-5])(?=[\s>])/;
const HREF = /\shref="([^"]*)"/;
/** What a screen reader lists by name; pages have some of the same name. */
const REGION = /^<(?:section|nav|aside)\b/;
/** The heading that names a section. It does without: a hundred regions, of which many are named alike, lead nowhere. */
const NAMED_BY_HEADING = /(?<=^<section\b[^]*?)\saria-labelledby="[^"]*"/;
/** A tag with its attributes, in whose quotes `>` may stand. */
const TAG = /<\/?[a-z][a-z0-9-]*(?:"[^"]*"|[^">])*>/gi;

/** Where a page is to stand. */
export interface Placed {
  /** Path in the site. */
  readonly path: string;
  readonly title: string;
  /** All pages of the document, by path. */
  readonly pages: ReadonlySet<string>;
  /** Whether its title is that of the document; the headings of all others are a level lower. */
  readonly isFirst: boolean;
}

/**
 * The id of a page at `path`, and what its own ids begin with.
 *
 * @example
 * ```ts
 * import { pageId } from "./anchors.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(pageId("layers/layer-18.html"), "layers-layer-18");
 * ```
 */
export function pageId(path: string): string {
  return path.replace(/\.html$/, "").replaceAll("/", "-");
}

/**
 * The main part of a page as it stands in the document.
 *
 * @example
 * ```ts
 * import { placedPage } from "./anchors.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const place = { path: "a/b.html", title: "B", pages: new Set(["c.html", "a/b.html"]), isFirst: false };
 * strictEqual(
 *   placedPage('<h1 id="top">B</h1><a href="../c.html#x">C</a> <a href="../data/b.csv" download>CSV</a>', place),
 *   '<h2 id="a-b--top">B</h2><a href="#c--x">C</a> <span>CSV</span> (<code>data/b.csv</code>)',
 * );
 * ```
 */
export function placedPage(html: string, place: Placed): string {
  const own = `${pageId(place.path)}--`;
  /** The file that the open link led to, and where its text begins; null within a link that stays. */
  let dropped: { file: string; textStart: number } | null = null;
  return html.replace(TAG, (tag: string, start: number) => {
    if (tag === "</a>" && dropped !== null) {
      const { file, textStart } = dropped;
      dropped = null;
      const isNamed = isOneOfMany(file) || html.slice(textStart, start).endsWith(file);
      return isNamed ? "</span>" : `</span> (<code>${file}</code>)`;
    }
    const href = /^<a\s/.test(tag) ? HREF.exec(tag)?.[1] : undefined;
    const target = href === undefined ? null : targetOf(href, place);
    if (target !== null && "file" in target) {
      dropped = { file: target.file, textStart: start + tag.length };
      return "<span>";
    }
    let placed = tag
      .replace(
        ID_ATTRIBUTE,
        (_, name: string, ids: string) =>
          ` ${name}="${ids.split(" ").map((id) => own + id).join(" ")}"`,
      )
      .replace(POINTER, (found) => found + own);
    if (target !== null) placed = placed.replace(HREF, () => ` href="${target.anchor}"`);
    // In SVG a reference may be a link too.
    else placed = placed.replace(/\shref="#/, (found) => found + own);
    if (place.isFirst) return placed;
    if (REGION.test(placed)) {
      placed = placed.replace(NAMED_BY_HEADING, "")
        .replace(' aria-label="', (found) => `${found}${escapedText(place.title)}: `);
    }
    return placed.replace(
      HEADING,
      (_, begin: string, level: string) => begin + (Number(level) + 1),
    );
  });
}

/** An anchor for what is in the document, else the file of the site; null for an address elsewhere. */
function targetOf(
  href: string,
  { path, pages }: Placed,
): { anchor: string } | { file: string } | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return null;
  const { pathname, hash } = new URL(href, `file:///${path}`);
  const file = pathname.slice(1);
  if (!pages.has(file)) return { file };
  return { anchor: `#${pageId(file)}${hash === "" ? "" : `--${hash.slice(1)}`}` };
}
