/** Sample results as one file, each rendered once for all tests that read it. */

import { renderSingleFile } from "../../src/site/write/single_file/single_file.ts";
import { type SampleOptions, sampleResults } from "./sample_results.ts";
import { sampleKey } from "./sample_site.ts";

const rendered = new Map<string, string>();

/** The text of the file; tests change nothing of it. */
export function sampleSingleFile(options: SampleOptions = {}): string {
  const key = sampleKey(options);
  const text = rendered.get(key) ?? renderSingleFile(sampleResults(options));
  rendered.set(key, text);
  return text;
}
