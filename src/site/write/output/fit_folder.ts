/**
 * Whether a site may be written to a folder, by what it is and holds: asked before a plan too, which takes no lock and makes nothing.
 *
 * @module
 */

import { join } from "node:path";
import { NAME_TOO_LONG } from "../../../sources/folder/disk_finding.ts";
import { isNameTooLong } from "../../../sources/folder/system_error.ts";
import { messageOf } from "../../../text/error_message.ts";
import { isExchanging } from "./exchange.ts";
import { findOutFolder, type OutFolder, type OutTarget, refusal } from "./folders.ts";
import {
  type Holdings,
  holdingsOf,
  isWrittenPath,
  NOT_FOUND_PATH,
  refuseOthersFiles,
  WORK_INSIDE,
} from "./holdings.ts";
import { workBeside } from "./work_folder.ts";

/**
 * Passes if the folder is one that a site may be written to, and touches nothing.
 *
 * @throws {UsageError} if it must not be written to, as where it is opened for that.
 */
export function expectFit(target: OutTarget): Promise<void> {
  return refusing(target, async () => {
    const fit = await fitOf(target);
    if (!isBetweenSites(fit.found)) await fit.check();
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

/** A folder that a site may go to, by what it is. */
export interface FitFolder {
  readonly found: OutFolder;
  /** Lists what it holds. @throws {UsageError} if that must not be written over. */
  check(): Promise<Holdings>;
}

/** Finds it. @throws {UsageError} if it must not be written to. */
export async function fitOf(
  options: OutTarget & { readonly hasNotFoundPage?: boolean },
): Promise<FitFolder> {
  const found = await findOutFolder(options).catch((cause) => {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    throw refusal(options, "Deno was not allowed to touch that place", cause);
  });
  const isWritten = (path: string) =>
    isWrittenPath(path) && (path !== NOT_FOUND_PATH || options.hasNotFoundPage === true);
  const check = async () => {
    const holdings = await holdingsOf(found.folder);
    refuseOthersFiles(found, holdings, isWritten);
    return holdings;
  };
  return { found, check };
}

/** Whether an earlier run began to exchange the site and did not end that. */
export function isBetweenSites({ folder }: OutFolder): boolean {
  return [workBeside(folder), join(folder, WORK_INSIDE)].some((work) => {
    try {
      return [...Deno.readDirSync(work)].some(({ name }) => isExchanging(join(work, name)));
    } catch {
      return false; // there is none
    }
  });
}
