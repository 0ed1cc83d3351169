/**
 * Where the lock lies and a site is built, and whether files can be moved from there into the site: tried before any work.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { reasonOf } from "../../../sources/folder/disk_errors.ts";
import { exists, isLink } from "../../../sources/folder/path_state.ts";
import { isNameTooLong } from "../../../sources/folder/system_error.ts";
import { PROBE_INSIDE, tryToMove, tryToWrite } from "../../../sources/folder/tried_place.ts";
import { shownName } from "../../../text/quote.ts";
import { type OutFolder, refusal } from "./folders.ts";
import { type Holdings, WORK_INSIDE } from "./holdings.ts";

/** Where the lock and the folders of runs lie beside a site. */
export function workBeside(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.deltascope`);
}

/** Beside the site if a file can be moved from there into it, else inside. @throws {UsageError} if neither can be written to. */
export function workFolder(found: OutFolder): string {
  const { folder } = found;
  const beside = workBeside(folder);
  for (const work of [beside, join(folder, WORK_INSIDE)]) refuseLink(found, work);
  const isThere = exists(folder);
  try {
    if (isThere) tryToMove(`${beside}-probe`, join(folder, PROBE_INSIDE));
    else tryToWrite(`${beside}-probe`);
    return beside;
  } catch (cause) {
    if (!isThere) {
      const why = isNameTooLong(cause)
        ? "its name is too long for the folder beside it, which has the same with .deltascope behind it"
        : `no folder can be made in ${around(folder)}: ${reasonOf(cause)}`;
      throw refusal(found, why, cause);
    }
  }
  try {
    tryToWrite(join(folder, PROBE_INSIDE));
  } catch (cause) {
    throw refusal(found, `no file can be made in it: ${reasonOf(cause)}`, cause);
  }
  return join(folder, WORK_INSIDE);
}

/** What lies in a work folder is cleared away: it must not be another folder. */
function refuseLink(found: OutFolder, work: string): void {
  if (!isLink(work)) return;
  throw refusal(found, `${shownName(work)}, where a site is built, is a link; remove it`);
}

/** Tries the folders of an earlier site, as another user may have made them. @throws {UsageError} if one cannot be written to. */
export function probeInside(found: OutFolder, { ours }: Holdings): void {
  const inner = new Set([...ours.keys()].map((path) => dirname(path)));
  for (const name of inner) {
    try {
      tryToWrite(join(found.folder, name, PROBE_INSIDE));
    } catch (cause) {
      const why = `no file can be made in ${shownName(name)} of the earlier site`;
      throw refusal(found, `${why}: ${reasonOf(cause)}`, cause);
    }
  }
}

/** The name of the folder around a site, for messages. */
export function around(folder: string): string {
  const parent = dirname(folder);
  return shownName(basename(parent) || parent);
}
