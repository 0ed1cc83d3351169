/** Reading built pages as a browser would. */

import { ok } from "node:assert/strict";
import type { Results } from "../../src/results.ts";
import { ParsedPages } from "./parsed_pages.ts";
import type { SampleOptions } from "./sample_results.ts";
import { sampleKey, sampleTexts } from "./sample_site.ts";
import { SiteTexts } from "./site_texts.ts";

/** The text files of a site by path, words without their links to the glossary, so that a sentence is one piece. */
export function siteTexts(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array> = new Map(),
): SiteTexts {
  return new SiteTexts(results, { attachments, change: withoutTermLinks });
}

/** A page with its words as they were before they became links to the glossary. */
export function withoutTermLinks(html: string): string {
  return html.replace(/<a class="term"[^>]*>([^<]*)<\/a>/g, "$1");
}

/** A page with what tables of numbers leave out, as HTML may: the ends of cells and rows, and that the head of a row is its head. */
export function withEndTags(html: string): string {
  return html.replace(
    /(<table class="lean-numbers[^"]*">[^]*?<tbody>\n?)([^]*?)(?=<\/tbody>)/g,
    (_, head: string, rows: string) =>
      head + rows.replace(/<(td|th)\b[^>]*>[^<\n]*/g, (cell, name) => `${cell}</${name}>`)
        .replaceAll("<th>", '<th scope="row">')
        .replace(/\n/g, "</tr>\n"),
  );
}

/** Held weakly: the documents of all samples together would fill a gigabyte. */
const parsed = new Map<string, WeakRef<ReadonlyMap<string, Document>>>();

/** The pages of a sample site by path, parsed; tests read them and change nothing. */
export function samplePages(options: SampleOptions = {}): ReadonlyMap<string, Document> {
  const key = sampleKey(options);
  const pages = parsed.get(key)?.deref() ?? new ParsedPages(sampleTexts(options));
  parsed.set(key, new WeakRef(pages));
  return pages;
}

/** What a figure is called, without its number. */
export function figureTitle(figure: Element): string {
  return textOf(figure.querySelector("h2")).replace(/^Figure \d+\. /, "");
}

/** That a figure has a caption of one line. */
export function isOneLine(figure: Element): void {
  const caption = textOf(figure.querySelector("figcaption"));
  ok(caption.length > 20 && caption.length <= 100, caption);
}

/** What a reader sees of an element, spaces collapsed. */
export function textOf(element: Element | null): string {
  return (element?.textContent ?? "").replace(/\s+/g, " ").trim();
}
