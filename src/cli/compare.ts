/**
 * `deno task compare`: two runs side by side.
 *
 * @module
 */

import { join } from "node:path";
import { earlierRun, modelsOf, replacedByComparisonNote } from "../library/replaced_run.ts";
import { isWithin, placeOf } from "../places.ts";
import type { Results } from "../results.ts";
import { shownName } from "../text/quote.ts";
import { plural } from "../text/words.ts";
import { UsageError } from "../usage_error.ts";
import { readArguments } from "./arguments.ts";
import { siteProgress } from "./progress.ts";
import { readAllBeside, readResults, resultsPlace } from "./results_file.ts";
import type { Terminal } from "./terminal.ts";

/** Sets the results of the first file beside those of the second, in `--out DIR`. */
export async function runCompare(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, files } = readArguments(args, {
    values: ["out"],
    flags: [],
    files: { most: 2, what: "the folders of two reports, A B" },
  });
  const out = values.get("out");
  const [a, b] = await Promise.all(files.map(resultsPlace));
  if (a === undefined || b === undefined || out === undefined) {
    throw new UsageError(
      `Cannot compare: expected A B --out DIR, where A and B are the folders of two reports, found ${
        plural(files.length, "report", "reports")
      } and ${out === undefined ? "no --out" : `--out ${shownName(out)}`}`,
    );
  }
  const replaced = [a, b].find((file) => isWithin(placeOf(out), placeOf(file)));
  if (replaced !== undefined) {
    throw new UsageError(
      `Cannot use --out ${
        shownName(out)
      }: expected a folder without the results that are compared, found ${
        shownName(replaced)
      } in it`,
    );
  }
  const progress = siteProgress(terminal);
  const { openOutput } = await import("../site/write/output/open_output.ts");
  await using output = await openOutput({ out, option: "--out", say: progress.say });
  await expectNoReport({ out, folder: output.folder });
  progress.say(`Reading ${a} and ${b}`);
  const results = { a: await readResults(a), b: await readResults(b) };
  const note = await replacedByComparisonNote(results, { out, folder: output.folder });
  if (note !== null) progress.say(note);
  const { isSameMeasurement, renderComparison } = await import("../site/write/comparison.ts");
  const attached = await vectorFiles({ a, b }, results);
  progress.say("Drawing both side by side");
  await output.write(renderComparison(results, attached));
  if (isSameMeasurement(results.a, results.b)) {
    terminal.print("The two runs are equal in every number");
  }
  terminal.print(`Wrote ${shownName(join(out, "index.html"))}`);
}

/** A comparison has few files of a report's and would take all others away. @throws {UsageError} if the folder holds one. */
async function expectNoReport({ out, folder }: { out: string; folder: string }): Promise<void> {
  const earlier = await earlierRun(folder);
  if (earlier === null) return;
  const { refusal } = await import("../site/write/output/folders.ts");
  throw refusal({ out, option: "--out" }, `it holds the report of a run (${modelsOf(earlier)})`);
}

/** Of each run the vectors of the decomposed layers that are compared, which lie beside its results. */
async function vectorFiles(
  places: { a: string; b: string },
  { a, b }: { a: Results; b: Results },
): Promise<{ a: Map<string, Uint8Array>; b: Map<string, Uint8Array> }> {
  const { comparedLayers } = await import("../site/pages/comparison/compared_layers.ts");
  const { vectorsPath } = await import("../site/kit/paths.ts");
  const pairs = comparedLayers(a, b);
  const read = (run: "a" | "b") =>
    readAllBeside(places[run], [...new Set(pairs.map((pair) => vectorsPath(pair[run])))]);
  return { a: await read("a"), b: await read("b") };
}
