/**
 * What deltascope itself wrote, in the place of an input.
 *
 * @module
 */

import {
  COMPARISON_PATH,
  DATA_FOLDER,
  MANIFEST_PATH,
  RESULTS_PATH,
} from "../../results/data_files.ts";
import type { Folder, FolderListing } from "./folder.ts";

const [RESULTS, COMPARISON, MANIFEST] = [RESULTS_PATH, COMPARISON_PATH, MANIFEST_PATH]
  .map((path) => path.slice(DATA_FOLDER.length + 1)) as [string, string, string];

/** Whether these files lie beside the numbers of a run or of two: vectors among them are what it gives to take away. */
export function isReportData(files: readonly string[]): boolean {
  return files.includes(MANIFEST) && (files.includes(RESULTS) || files.includes(COMPARISON));
}

/** The file in which runs that share records of layers agree on their defaults. */
export function defaultsFile(key: string): string {
  return `defaults-${key}.json`;
}

/** Whether a folder by that name, beside others, is of the records of one run. */
export function isRunFolder(name: string): boolean {
  return /^[\da-f]{64}$/.test(name);
}

/** Whether records of layers lie there: `weights` agrees on no defaults, and `report` may have begun no layer. */
export function holdsRecords(
  { files, folders }: Pick<FolderListing, "files" | "folders">,
): boolean {
  return files.some((name) => /^defaults-[\da-f]{64}\.json$/.test(name)) ||
    folders.some(isRunFolder);
}

/** What a folder is, and what to give instead, as it reads after "found"; null where deltascope did not write it. */
export async function describeOwn(
  folder: Folder,
  listing: FolderListing,
): Promise<string | null> {
  const { files, folders } = listing;
  if (holdsRecords(listing)) {
    return "records of the layers of a run; give its own inputs, and this folder with --records";
  }
  const isData = isReportData(files);
  const data = !isData && folders.includes(DATA_FOLDER)
    ? (await folder.list(DATA_FOLDER).catch(() => null))?.files ?? [] // only a hint
    : files;
  if (!isReportData(data)) return null;
  const what = data.includes(RESULTS) ? "the report of a run" : "a comparison of runs";
  return `${
    isData ? `data of ${what}` : what
  }, which deltascope wrote; give the models and vectors that it is of`;
}
