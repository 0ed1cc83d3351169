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
  try {
    const { run, inputs } = JSON.parse(await Deno.readTextFile(join(folder, RESULTS_PATH)));
    if (run.is_synthetic !== false) return null;
    const [base, instruct] = [inputs.base, inputs.instruct].map(({ name }) =>
      shownName(String(name))
    );
    return `The demonstration takes the place of the site in ${
      shownName(out)
    }, which is of real weights ` +
      `(${base} against ${instruct}): its own command makes that again, in little time while its records are kept; ` +
      "--out DIR names another folder";
  } catch {
    return null; // there is no such file, or it tells of no run: whether it may be written over is for the output to say
  }
}
