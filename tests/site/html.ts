/** Reading built pages as a browser would. */

import { renderSite } from "../../src/site/write/render_site.ts";
import { ParsedPages } from "./parsed_pages.ts";
import type { SampleOptions } from "./sample_results.ts";
import { sampleKey, sampleTexts, textsOf } from "./sample_site.ts";

/** The text files of a site by path, words without their links to the glossary, so that a sentence is one piece. */
export function siteTexts(...given: Parameters<typeof renderSite>): Map<string, string> {
  const texts = textsOf(renderSite(...given));
  return new Map([...texts].map(([path, text]) => [path, withoutTermLinks(text)]));
}

/** A page with its words as they were before they became links to the glossary. */
export function withoutTermLinks(html: string): string {
  return html.replace(/<a class="term"[^>]*>([^<]*)<\/a>/g, "$1");
}

const parsed = new Map<string, ReadonlyMap<string, Document>>();

/** The pages of a sample site by path, parsed; tests read them and change nothing. */
export function samplePages(options: SampleOptions = {}): ReadonlyMap<string, Document> {
  const key = sampleKey(options);
  const pages = parsed.get(key) ?? new ParsedPages(sampleTexts(options));
  parsed.set(key, pages);
  return pages;
}

/** What a reader sees of an element, spaces collapsed. */
export function textOf(element: Element | null): string {
  return (element?.textContent ?? "").replace(/\s+/g, " ").trim();
}
