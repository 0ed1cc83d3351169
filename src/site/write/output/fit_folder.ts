/**
 * Whether a site may be written to a folder, by what it is and holds: asked before a plan too, which takes no lock and leaves nothing.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { reasonOf } from "../../../sources/folder/disk_errors.ts";
import { NAME_TOO_LONG } from "../../../sources/folder/disk_finding.ts";
import { isNameTooLong } from "../../../sources/folder/system_error.ts";
import { makeFolders, missingFolders, removeIfEmpty } from "../../../sources/folder/tried_place.ts";
import { messageOf } from "../../../text/error_message.ts";
import { isExchanging } from "./journal.ts";
import { findOutFolder, type OutFolder, type OutTarget, refusal } from "./folders.ts";
import {
  type Holdings,
  holdingsOf,
  isWrittenPath,
  NOT_FOUND_PATH,
  refuseOthersFiles,
  WORK_INSIDE,
} from "./holdings.ts";
import { around, probeInside, workBeside, workFolder } from "./work_folder.ts";

/**
 * Passes if a site can be written to the folder, and leaves it as it was.
 *
 * @throws {UsageError} if it must not or cannot be written to, as where it is opened for that.
 */
export function expectFit(target: OutTarget): Promise<void> {
  return refusing(target, async () => {
    const { found, check, made } = await tryFit(target);
    try {
      if (!isBetweenSites(found)) probeInside(found, await check());
    } finally {
      removeIfEmpty(made);
    }
  });
}

/** What the system has against a folder is told as a refusal of that folder. */
export async function refusing<T>(options: OutTarget, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isNameTooLong(cause)) throw refusal(options, NAME_TOO_LONG, cause);
    if (!(cause instanceof Deno.errors.PermissionDenied)) throw cause;
    const why = `the system does not let this user at it (${messageOf(cause)})`;
    throw refusal(options, why, cause);
  }
}

/** A folder that a site can go to. */
export interface FitFolder {
  readonly found: OutFolder;
  /** Folders that were made around it, innermost first. */
  readonly made: readonly string[];
  /** Where the lock and the folders of runs are to lie. */
  readonly work: string;
  /** Lists what it holds. @throws {UsageError} if that must not be written over. */
  check(): Promise<Holdings>;
}

/** Finds it, and tries what is around it. @throws {UsageError} if it must not or cannot be written to. */
export async function tryFit(
  options: OutTarget & { readonly isPublished?: boolean },
): Promise<FitFolder> {
  const found = await findOutFolder(options).catch((cause) => {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    throw refusal(options, "Deno was not allowed to touch that place", cause);
  });
  const { isPublished = false } = options;
  const isWritten = (path: string) =>
    isWrittenPath(path) && (path !== NOT_FOUND_PATH || isPublished);
  const check = async () => {
    const holdings = await holdingsOf(found.folder);
    refuseOthersFiles(found, holdings, { isWritten, isPublished });
    return holdings;
  };
  // Files of two sites look like others' files: they are checked once the exchange is ended.
  if (!isBetweenSites(found)) await check();
  const made = await makeParents(found);
  try {
    return { found, made, work: workFolder(found), check };
  } catch (error) {
    removeIfEmpty(made);
    throw error;
  }
}

/** Makes the folders around the site, and tells which, innermost first. @throws {UsageError} if one cannot be made. */
async function makeParents(found: OutFolder): Promise<string[]> {
  const parent = dirname(found.folder);
  return await makeFolders(parent).catch((cause) => {
    const why = isNameTooLong(cause)
      ? NAME_TOO_LONG
      : `no folder can be made in ${around(missingFolders(parent).at(-1) ?? found.folder)}: ${
        reasonOf(cause)
      }`;
    throw refusal(found, why, cause);
  });
}

/** Whether an earlier run began to exchange the site and did not end that. */
function isBetweenSites({ folder }: OutFolder): boolean {
  return [workBeside(folder), join(folder, WORK_INSIDE)].some((work) => {
    try {
      return [...Deno.readDirSync(work)].some(({ name }) => isExchanging(join(work, name)));
    } catch {
      return false; // there is none
    }
  });
}
