/** Reading built pages as a browser would. */

import { parseHTML } from "linkedom";
import { renderSite } from "../../src/site/write/render_site.ts";
import { type SampleOptions, sampleResults } from "./sample_results.ts";

/** The text files of a site, by path. */
export function siteTexts(...given: Parameters<typeof renderSite>): Map<string, string> {
  return new Map(
    [...renderSite(...given)].flatMap(([path, content]) =>
      typeof content === "string" ? [[path, content]] : []
    ),
  );
}

const parsed = new Map<string, Map<string, Document>>();

/** The pages of a sample site by path, parsed; tests read them and change nothing. */
export function samplePages(options: SampleOptions = {}): Map<string, Document> {
  const key = JSON.stringify(options);
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const html = [...siteTexts(sampleResults(options))].filter(([path]) => path.endsWith(".html"));
  const pages = new Map(html.map(([path, text]) => [path, parseHTML(text).document as Document]));
  parsed.set(key, pages);
  return pages;
}

/** What a reader sees of an element, spaces collapsed. */
export function textOf(element: Element | null): string {
  return (element?.textContent ?? "").replace(/\s+/g, " ").trim();
}
