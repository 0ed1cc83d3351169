/**
 * The run whose site a folder holds: whether another is the same, and what is said where another takes its place.
 *
 * @module
 */

import { join } from "node:path";
import type { Results } from "../results.ts";
import { COMPARISON_PATH, RESULTS_PATH } from "../results/data_files.ts";
import { shownName } from "../text/quote.ts";

/** The results of a site as far as they can be read: of any version, and perhaps edited. */
export interface EarlierRun {
  /** Of the file. */
  readonly path: string;
  /** Null where the file is no JSON, may not be read or is gone. */
  // deno-lint-ignore no-explicit-any
  readonly results: any;
}

/**
 * The run whose site lies in a folder; null where there is none. Where its results are gone or cannot be read, the manifest still
 * tells of them, and whether those that are `given` are the same.
 */
export async function earlierRun(folder: string, given?: Results): Promise<EarlierRun | null> {
  const path = join(folder, RESULTS_PATH);
  try {
    return { path, results: JSON.parse(await Deno.readTextFile(path)) };
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    const isAbsent = error instanceof NotFound || error instanceof NotADirectory;
    return await toldRun(folder, given) ?? (isAbsent ? null : { path, results: null });
  }
}

/** The run that the manifest tells of; null where that names no results. */
async function toldRun(folder: string, given?: Results): Promise<EarlierRun | null> {
  const { isDigestOf, readManifest } = await import("../site/write/output/manifest.ts");
  const { resultsFile } = await import("../site/write/results_text.ts");
  const sha256 = (await readManifest(folder))?.get(RESULTS_PATH);
  if (sha256 === undefined) return null;
  const bytes = given === undefined ? null : new TextEncoder().encode(resultsFile(given));
  const isGiven = bytes !== null && isDigestOf(bytes, sha256);
  return { path: join(folder, RESULTS_PATH), results: isGiven ? given : null };
}

/** Whether results are of the run: by when it began, its command and what it read, as a file of a later version has more columns. */
export function isSameRun({ results: earlier }: EarlierRun, results: Results): boolean {
  // deno-lint-ignore no-explicit-any
  const marks = (of: any) => [
    of?.run?.started,
    of?.run?.command,
    ...["base", "instruct", "vectors"].map((input) => of?.inputs?.[input]?.fingerprint ?? null),
  ];
  return earlier?.run?.started !== undefined &&
    JSON.stringify(marks(earlier)) === JSON.stringify(marks(results));
}

/**
 * A line on the site of real weights that a folder holds, to be said before any work: who types the command without inputs, by mistake
 * or to try it, can stop it and name another folder. Null where there is none.
 *
 * @param options.folder Where `out` lies.
 */
export async function replacedRunNote(
  { out, folder }: { out: string; folder: string },
): Promise<string | null> {
  const earlier = await earlierRun(folder);
  if (earlier === null) {
    return await replacedComparison("The demonstration replaces", { out, folder });
  }
  const isUnknown = earlier.results === null;
  if (!isUnknown && earlier.results.run?.is_synthetic !== false) return null;
  const whose = isUnknown ? "another run" : "real weights";
  return `The demonstration replaces the site of ${whose} in ${shownName(out)} ` +
    `(${modelsOf(earlier)}): ${toKeep("--out")}`;
}

/**
 * The same where a report is made of inputs: a line on a site of others, by the names that titles have, as the next pair in the same
 * folder would cost the one before. Null where there is none, and where names and fingerprints are the same.
 *
 * @param options.inputs By what pages call them.
 * @param options.fingerprint Of a checkpoint in the layers of the earlier run; null where that is not known at once.
 */
export async function replacedByInputsNote(
  { out, folder, inputs, fingerprint }: {
    out: string;
    folder: string;
    inputs: Readonly<Record<"base" | "instruct" | "vectors", string>>;
    fingerprint: (side: "base" | "instruct", layers: readonly number[]) => Promise<string | null>;
  },
): Promise<string | null> {
  const earlier = await earlierRun(folder);
  if (earlier === null) return await replacedComparison("This report replaces", { out, folder });
  const { results } = earlier;
  if (results?.run?.is_synthetic === true) return null;
  const nameOf = (input: string) => results?.inputs?.[input]?.name;
  const isNamedAlike = Object.entries(inputs).every(([input, name]) => nameOf(input) === name);
  const layers = results?.options?.layers ?? [];
  const isOther = async (side: "base" | "instruct") => {
    const told = results?.inputs?.[side]?.fingerprint ?? null;
    const own = told === null ? null : await fingerprint(side, layers);
    return own !== null && own !== told;
  };
  // Two folders of one name, as of two experiments, are mostly not the same.
  if (isNamedAlike && !await isOther("base") && !await isOther("instruct")) return null;
  const vectors = nameOf("vectors");
  return `This report replaces the site of another run in ${shownName(out)} (${modelsOf(earlier)}${
    vectors === undefined ? "" : `, along the vectors of ${shownName(String(vectors))}`
  }): ${toKeep("--out")}`;
}

/**
 * The same where a site is made of results: a line on the site of any other run, whose vectors and draws go with it, or on a
 * comparison.
 *
 * @param options.folder Where `out` lies.
 */
export async function replacedByResultsNote(
  results: Results,
  { earlier, folder, out, option }: {
    earlier: EarlierRun | null;
    folder: string;
    out: string;
    option: string;
  },
): Promise<string | null> {
  if (earlier === null) {
    return await replacedComparison("These results replace", { out, folder, option });
  }
  if (isSameRun(earlier, results)) return null;
  const started = earlier.results?.run?.started;
  const begun = started === undefined ? "" : `, begun ${shownName(String(started))}`;
  return `These results replace the site of another run in ${shownName(out)} (${
    modelsOf(earlier)
  }${begun}): ${toKeep(option)}`;
}

/** The same where two runs are compared: a line on a comparison of others. */
export async function replacedByComparisonNote(
  { a, b }: { a: Results; b: Results },
  { out, folder }: { out: string; folder: string },
): Promise<string | null> {
  if (!await hasComparison(folder)) return null;
  const [first, second] = [await comparedRun(folder, "a"), await comparedRun(folder, "b")];
  if (isSameRun(first, a) && isSameRun(second, b)) return null;
  return `This comparison replaces that of two other runs in ${shownName(out)} (${
    modelsOf(first)
  }, beside ${modelsOf(second)}): ${toKeep("--out")}`;
}

/** Of a folder that holds no run: a comparison goes as well. */
async function replacedComparison(
  what: string,
  { out, folder, option = "--out" }: { out: string; folder: string; option?: string },
): Promise<string | null> {
  return await hasComparison(folder)
    ? `${what} the comparison of two runs in ${shownName(out)}: ${toKeep(option)}`
    : null;
}

/** One of the two runs whose comparison a folder holds. */
async function comparedRun(folder: string, side: "a" | "b"): Promise<EarlierRun> {
  const path = join(folder, `data/${side}/results.json`);
  const text = await Deno.readTextFile(path).catch(() => "null"); // edited, or gone
  try {
    return { path, results: JSON.parse(text) };
  } catch {
    return { path, results: null };
  }
}

async function hasComparison(folder: string): Promise<boolean> {
  return await Deno.stat(join(folder, COMPARISON_PATH)).then(() => true, () => false);
}

function toKeep(option: string): string {
  return `to keep it, give another ${option}`;
}

/** The models of an earlier run, for parentheses. */
export function modelsOf({ results }: EarlierRun): string {
  const [base, instruct] = [results?.inputs?.base?.name, results?.inputs?.instruct?.name];
  return base === undefined || instruct === undefined
    ? `its ${RESULTS_PATH} cannot be read`
    : `${shownName(String(base))} against ${shownName(String(instruct))}`;
}
