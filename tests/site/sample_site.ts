/** The site of the sample results, rendered once for the tests that only read it. */

import { renderSite } from "../../src/site/write/render_site.ts";
import { type SampleOptions, sampleResults } from "./sample_results.ts";

/** Files of a site by path. */
export type SiteFiles = ReturnType<typeof renderSite>;

const rendered = new Map<string, SiteFiles>();

/** The files of a sample site; tests read them and change nothing. */
export function sampleFiles(options: SampleOptions = {}): SiteFiles {
  const key = sampleKey(options);
  const files = rendered.get(key) ?? renderSite(sampleResults(options));
  rendered.set(key, files);
  return files;
}

/** Its text files. */
export function sampleTexts(options: SampleOptions = {}): Map<string, string> {
  return textsOf(sampleFiles(options));
}

/** Those of any site. */
export function textsOf(files: SiteFiles): Map<string, string> {
  return new Map(
    [...files].flatMap(([path, content]) => typeof content === "string" ? [[path, content]] : []),
  );
}

/** The same for the same options, in whatever order they are given. */
export function sampleKey(options: SampleOptions): string {
  return JSON.stringify(Object.entries(options).sort(([a], [b]) => a < b ? -1 : 1));
}
