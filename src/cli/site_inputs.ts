/**
 * What a site is made of where it is written over an earlier one: results, and the files that no results can make again.
 *
 * @module
 */

import { basename } from "node:path";
import {
  type EarlierRun,
  earlierRun,
  isSameRun,
  replacedByResultsNote,
} from "../library/replaced_run.ts";
import type { Results } from "../results.ts";
import { someNames } from "../sources/folder/folder_description.ts";
import { shownName } from "../text/quote.ts";
import { list } from "../text/words.ts";
import { attachedPaths, readOwnBeside, readResults } from "./results_file.ts";

/** Where a site goes, opened and as it was typed. */
export interface SitePlace {
  /** Absolute. */
  readonly folder: string;
  readonly out: string;
  /** The option that names it, such as `--out`. */
  readonly option: string;
  /** Hears, a line each, whose place is taken and what is taken over. */
  readonly say: (text: string) => void;
}

/** What a site is rendered from. */
export interface SiteInputs {
  readonly results: Results;
  /** Binary files by their path in the site. */
  readonly attachments: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads results and the files beside them, and says before any page is made where the site of another run makes way.
 *
 * @throws {Error} if the results, or a file of vectors, cannot be read.
 */
export async function readSiteInputs(from: string, place: SitePlace): Promise<SiteInputs> {
  const { folder, out, option, say } = place;
  say(`Reading ${from}`);
  const results = await readResults(from);
  const earlier = await earlierRun(folder, results);
  const note = await replacedByResultsNote(results, { earlier, folder, out, option });
  if (note !== null) say(note);
  return { results, attachments: await attachmentsOver(from, results, { ...place, earlier }) };
}

/**
 * The files beside the results, and of an earlier site of the same run those that are not, as beside a copy of the results: without
 * the weights nobody could make them again. Those that are nowhere are named.
 */
async function attachmentsOver(
  from: string,
  results: Results,
  { earlier, out, say }: SitePlace & { earlier: EarlierRun | null },
): Promise<Map<string, Uint8Array>> {
  const paths = await attachedPaths(results);
  const beside = await readOwnBeside(from, { results, paths });
  const notBeside = paths.filter((path) => !beside.has(path));
  const there = earlier !== null && isSameRun(earlier, results)
    ? await readOwnBeside(earlier.path, { results, paths: notBeside })
    : new Map<string, Uint8Array>();
  if (there.size > 0) {
    say(
      `Not beside ${shownName(from)}, so kept of the same run's site in ${shownName(out)}: ${
        list([...there.keys()].map((path) => basename(path)))
      }`,
    );
  }
  const missing = notBeside.filter((path) => !there.has(path));
  if (missing.length > 0) {
    say(
      `Not beside ${shownName(from)}, so not in the site: ${
        someNames(missing.map((path) => basename(path)))
      }; a report writes them beside its data/results.json`,
    );
  }
  // In the order of a run, which is that of the page of data.
  return new Map(paths.flatMap((path) => {
    const bytes = beside.get(path) ?? there.get(path);
    return bytes === undefined ? [] : [[path, bytes] as const];
  }));
}
