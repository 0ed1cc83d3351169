/** Charts compared with the text of an earlier rendering that a person has looked at. */

import { strictEqual } from "node:assert/strict";
import { type EvidentResults, hasEvidence } from "../../src/site/kit/evident.ts";
import { type SampleOptions, sampleResults } from "./sample_results.ts";

/** Set to write the files anew: then look at each before it is committed. */
const IS_UPDATING = Deno.env.has("UPDATE_SNAPSHOTS");

/** A sample with four random inputs a layer, so that snapshots stay small. */
export function smallResults(options: SampleOptions = {}) {
  const results = sampleResults({ layers: [17, 18], ...options });
  return { ...results, baseline: results.baseline.filter((row) => row.index < 2) };
}

/** A sample that carries evidence. */
export function evident(options: SampleOptions = {}): EvidentResults {
  const results = sampleResults(options);
  if (!hasEvidence(results)) throw new Error("Cannot use this sample: it has no evidence");
  return results;
}

/** Asserts that the SVG is that of `tests/testdata/charts/NAME.svg`, to a tenth of a pixel. */
export function matchesSnapshot(name: string, svg: string): void {
  const file = new URL(`../testdata/charts/${name}.svg`, import.meta.url);
  const text = svg.replace(/(\d+\.\d)\d+/g, "$1").replaceAll("><", ">\n<") + "\n";
  if (IS_UPDATING) Deno.writeTextFileSync(file, text);
  strictEqual(text, Deno.readTextFileSync(file), `${name} changed`);
}

/** The texts of the `<title>` of every mark, in order. */
export function titles(svg: string): string[] {
  return [...svg.matchAll(/<title>([^<]*)<\/title>/g)].map((match) => match[1]!);
}
