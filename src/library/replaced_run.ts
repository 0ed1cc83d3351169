/**
 * What is said where a demonstration takes the place of a run on real weights.
 *
 * @module
 */

import { join } from "node:path";
import { shownName } from "../text/quote.ts";

/** Where a site has its results; kept here too, as nothing of a site is loaded before there is something to write. */
const RESULTS_PATH = "data/results.json";

/**
 * A line on the site of real weights that a folder holds, to be said before any work: who types the command without inputs, by mistake
 * or to try it, can stop it, and knows how to have that site back. Null where there is none.
 *
 * @param options.folder Where `out` lies.
 */
export async function replacedRunNote(
  { out, folder }: { out: string; folder: string },
): Promise<string | null> {
  const results = await readJson(join(folder, RESULTS_PATH));
  if (results?.run?.is_synthetic !== false) return null;
  const [base, instruct] = [results.inputs?.base, results.inputs?.instruct].map((input) =>
    shownName(String(input?.name))
  );
  return `The demonstration replaces the site of real weights in ${shownName(out)} ` +
    `(${base} against ${instruct}): --out DIR would keep it, and its own command makes it again`;
}

/** Null where nothing can be read: whether that may be written over is for the output to say. */
async function readJson(path: string) {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return null;
  }
}
