/**
 * A `results.json` on disk and what lies beside it.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { placeOf } from "../places.ts";
import { holdsRecords } from "../sources/folder/own_files.ts";
import { lookAt } from "../sources/folder/path_state.ts";
import { messageOf } from "../text/error_message.ts";
import { shownName } from "../text/quote.ts";
import { list } from "../text/words.ts";
import { type Results } from "../results.ts";
import {
  COMPARED_RESULTS,
  COMPARISON_PATH,
  COMPARISON_SCHEMA,
  RESULTS_PATH,
} from "../results/data_files.ts";
import { WEIGHTS_MARK } from "../site/write/single_file/mark.ts";
import { checkResults } from "../analyses/check_results.ts";
import { describePlaceholder } from "../sources/folder/placeholder.ts";
import { readJsonText } from "../sources/folder/json_file.ts";
import { memoryBytes } from "../sources/folder/memory_folder.ts";
import { parseResultsJson } from "./results_json.ts";
import { checkTables } from "./results_tables.ts";

/** Where a folder has its results: that of a report, and the one in it. */
const IN_FOLDER = [RESULTS_PATH, basename(RESULTS_PATH)];

/** What to do with a comparison in the place of results. */
const ONE_OF_BOTH = `give the results of one of them, ${
  Object.values(COMPARED_RESULTS).join(" or ")
} of its folder`;

/** The file of results that is meant: of the folder of a report that in it. */
export async function resultsPlace(path: string): Promise<string> {
  const states = await Promise.all([
    lookAt(placeOf(path)),
    ...IN_FOLDER.map((name) => lookAt(join(placeOf(path), name))),
  ]);
  const found = IN_FOLDER.find((_, i) => states[i + 1]!.is === "file");
  return states[0]!.is === "folder" && found !== undefined ? join(path, found) : path;
}

/** The results that a file holds. @throws {Error} if it cannot be read or is no JSON, naming the line; {TypeError} if it is of another form. */
export async function readResults(path: string): Promise<Results> {
  // Read at once, as it may be a pipe.
  const bytes = await readBytes(path);
  if (/\.html?$/i.test(path)) {
    throw new Error(`Cannot read ${shownName(path)}: expected results, ${pageInstead(bytes)}`);
  }
  const value = await readJsonText(memoryBytes(basename(path), bytes), {
    where: shownName(path),
    parse: parseResultsJson,
    advice: "give the data/results.json of a report as it was written",
  });
  if (isComparison(value)) {
    throw new Error(
      `Cannot read ${
        shownName(path)
      }: expected results, found the comparison of two runs; ${ONE_OF_BOTH}`,
    );
  }
  try {
    const results = checkResults(value);
    checkTables(results);
    return results;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const message = cause.message.replace(/^Cannot read results/, `Cannot read ${shownName(path)}`);
    throw new TypeError(message, { cause });
  }
}

/** Whether a value is what a comparison of two runs found. */
function isComparison(value: unknown): boolean {
  return typeof value === "object" && value !== null && "schema" in value &&
    value.schema === COMPARISON_SCHEMA;
}

/** What a page is that was given in the place of results, and what to do, as it reads behind what was expected. */
function pageInstead(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).includes(WEIGHTS_MARK)
    ? "found a comparison of weights, which holds none and is computed again by the command that it names; " +
      "verify and compare take the folder of a report, or its data/results.json"
    : "found a page by its name; give the data/results.json of its report";
}

/** The binary files of a site that lie beside its `results.json`, by their path in the site. */
export async function readAttachments(
  from: string,
  results: Results,
): Promise<Map<string, Uint8Array>> {
  return await readOwnBeside(from, { results, paths: await attachedPaths(results) });
}

/**
 * Those of these files that lie beside results.
 *
 * @throws {Error} if one cannot be read, or is of another run: pages would offer its vectors as those of the results.
 */
export async function readOwnBeside(
  from: string,
  { results, paths }: { results: Results; paths: readonly string[] },
): Promise<Map<string, Uint8Array>> {
  const { attachedSays, differencesFromRun } = await import("../site/kit/attached_run.ts");
  const { attachedLayer } = await import("../site/kit/paths.ts");
  const found = await readAllBeside(from, paths);
  for (const [path, bytes] of found) {
    const where = shownName(join(dirname(from), basename(path)));
    const differing = differencesFromRun(attachedSays(where, bytes), {
      results,
      layer: attachedLayer(path),
    });
    if (differing.length > 0) {
      throw new Error(
        `Cannot use ${where} with ${shownName(from)}: it is of another run (not the same: ${
          list(differing)
        }); put back the one that came with the results, or move it away, and the site has none`,
      );
    }
  }
  return found;
}

/** What a run attaches to its results, in its order, which is that of the page of data. */
export async function attachedPaths({ decompositions, options }: Results): Promise<string[]> {
  const { drawsPath, PATHS, vectorsPath } = await import("../site/kit/paths.ts");
  const layers = Object.keys(decompositions).map(Number);
  const drawn = options.random === 0 ? [] : layers;
  return [PATHS.directions, ...layers.map(vectorsPath), ...drawn.map(drawsPath)];
}

/** Those of these files of a site that lie beside its `results.json`, by their path in the site: none where that is a pipe. */
export async function readAllBeside(
  from: string,
  paths: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const isPipe = await Deno.stat(placeOf(from)).then(({ isFifo }) => isFifo === true, () => false);
  if (isPipe) return new Map();
  const found = await Promise.all(paths.map(async (path) => {
    const bytes = await readBeside(join(dirname(placeOf(from)), basename(path)));
    return bytes === null ? [] : [[path, bytes] as const];
  }));
  return new Map(found.flat());
}

/** A file beside the results; null where there is none, as earlier runs wrote fewer. */
async function readBeside(path: string): Promise<Uint8Array | null> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    const why = await findingOf(path, cause);
    if (why === null) return null;
    throw new Error(`Cannot read ${path}: ${why}; it lies beside the given results`, { cause });
  }
  // Of a repository that was cloned without its large files.
  const placeholder = await describePlaceholder(memoryBytes(basename(path), bytes));
  if (placeholder === null) return bytes;
  throw new Error(`Cannot read ${path}: expected a file of vectors, found ${placeholder}`);
}

async function readBytes(path: string): Promise<Uint8Array> {
  const place = placeOf(path);
  try {
    return await Deno.readFile(place);
  } catch (cause) {
    const isOfTwo = (await lookAt(join(place, COMPARISON_PATH))).is === "file";
    const why = isOfTwo
      ? `it is the folder of a comparison of two runs; ${ONE_OF_BOTH}`
      : await isOfRecords(place)
      ? "it holds records of the layers of a run; the command that wrote them makes a report of them, or a page of weights, when it is typed again without --part"
      : `${
        await findingOf(place, cause) ?? "there is no such file"
      }; give the data/results.json of a report`;
    throw new Error(`Cannot read ${path}: ${why}`, { cause });
  }
}

/** Whether it is the folder in which shares of a run meet. */
async function isOfRecords(place: string): Promise<boolean> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(place));
    const names = (isFolder: boolean) =>
      entries.filter(({ isDirectory }) => isDirectory === isFolder).map(({ name }) => name);
    return holdsRecords({ files: names(false), folders: names(true) });
  } catch {
    return false; // no folder, or one that says nothing
  }
}

/** Why a file could not be read, as it reads after a colon; null where there is none. A link that leads nowhere is something. */
async function findingOf(place: string, cause: unknown): Promise<string | null> {
  const state = await lookAt(place);
  switch (state.is) {
    case "nothing":
      return null;
    case "folder":
      return "it is a folder";
    case "unreadable":
      return state.finding;
    case "file":
      return cause instanceof Deno.errors.PermissionDenied ? "permission denied" : messageOf(cause);
  }
}
