/** The site of the sample results, rendered once for the tests that only read it. */

import { renderSite } from "../../src/site/write/render_site.ts";
import { type SampleOptions, sampleResults } from "./sample_results.ts";
import { type SiteFiles, SiteTexts } from "./site_texts.ts";

const rendered = new Map<string, SiteFiles>();
const texts = new Map<string, SiteTexts>();

/** The files of a sample site; tests read them and change nothing. */
export function sampleFiles(options: SampleOptions = {}): SiteFiles {
  const key = sampleKey(options);
  const files = rendered.get(key) ?? renderSite(sampleResults(options));
  rendered.set(key, files);
  return files;
}

/** Its text files. */
export function sampleTexts(options: SampleOptions = {}): SiteTexts {
  const key = sampleKey(options);
  const known = texts.get(key) ??
    new SiteTexts(sampleResults(options), { renderAll: () => sampleFiles(options) });
  texts.set(key, known);
  return known;
}

/** The same for the same options, in whatever order they are given. */
export function sampleKey(options: SampleOptions): string {
  return JSON.stringify(Object.entries(options).sort(([a], [b]) => a < b ? -1 : 1));
}
