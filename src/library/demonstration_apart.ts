/**
 * That a demonstration takes no other run's place.
 *
 * @module
 */

import { join } from "node:path";
import { shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";

/** Where a site has its results; kept here too, as nothing of a site is loaded before there is something to write. */
const RESULTS_PATH = "data/results.json";

/**
 * Passes where the folder holds no site of real weights: that took hours, and who types the command without inputs, by mistake or to
 * try it, would lose it for seconds of synthetic data.
 *
 * @param options.folder Where `out` lies.
 * @throws {UsageError} naming the folder and what was compared there.
 */
export async function expectNoRealRun(
  { out, folder }: { out: string; folder: string },
): Promise<void> {
  const compared = await realRunIn(folder);
  if (compared === null) return;
  throw new UsageError(
    `Cannot write the demonstration to ${
      shownName(out)
    }: it holds the site of a run on real weights, ${compared}; give another folder with --out DIR, or the inputs of a run`,
  );
}

/** Which checkpoints the site in a folder compares; null where there is none, or that of a demonstration. */
async function realRunIn(folder: string): Promise<string | null> {
  try {
    const { run, inputs } = JSON.parse(await Deno.readTextFile(join(folder, RESULTS_PATH)));
    if (run.is_synthetic !== false) return null;
    return `${shownName(String(inputs?.base?.name))} against ${
      shownName(String(inputs?.instruct?.name))
    }`;
  } catch {
    return null; // there is no such file, or it tells of no run: whether it may be written over is for the output to say
  }
}
