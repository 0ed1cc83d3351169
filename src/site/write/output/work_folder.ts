/**
 * Where the lock lies and a site is built, and whether files can be moved from there into the site: tried before any work.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { isLink } from "../../../sources/folder/path_state.ts";
import { isNameTooLong } from "../../../sources/folder/system_error.ts";
import { messageOf } from "../../../text/error_message.ts";
import { shownName } from "../../../text/quote.ts";
import { exists, type OutFolder, refusal } from "./folders.ts";
import { type Holdings, PROBE_INSIDE, WORK_INSIDE } from "./holdings.ts";

/** Processes that probe a folder in the same moment. */
const MAX_PROBES = 100;

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
        : `no folder can be made in ${around(folder)}`;
      throw refusal(found, why, cause);
    }
  }
  try {
    tryToWrite(join(folder, PROBE_INSIDE));
  } catch (cause) {
    throw refusal(found, "no file can be made in it", cause);
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
      throw refusal(found, `${why} (${messageOf(cause)})`, cause);
    }
  }
}

/** Probes have one name for each site, so that one of a killed run goes with that of the next. @throws {Error} of the disk. */
function tryToWrite(path: string): void {
  makeProbe(path);
  removeIfThere(path);
}

/** What had the name goes: a link there is not followed. */
function makeProbe(path: string): void {
  removeIfThere(path);
  try {
    Deno.writeTextFileSync(path, "", { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error; // of another run, which probes too
  }
}

/** The same, moving it to another folder. Of two processes that probe at once one may take the other's away: it tries again. */
function tryToMove(from: string, to: string): void {
  for (let n = 1;; n++) {
    makeProbe(from);
    try {
      Deno.renameSync(from, to);
      return removeIfThere(to);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound && n < MAX_PROBES) continue;
      removeIfThere(from);
      throw error;
    }
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The name of the folder around a site, for messages. */
export function around(folder: string): string {
  const parent = dirname(folder);
  return shownName(basename(parent) || parent);
}
