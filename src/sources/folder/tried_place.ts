/**
 * Whether a place can be written to, tried and left as it was: what a system allows cannot be told from what it says of a folder.
 *
 * @module
 */

import { dirname, join, relative } from "node:path";
import { exists } from "./path_state.ts";
import { isNameTooLong } from "./system_error.ts";

/** Name of a file that tells whether any can be made in a folder; a killed run may leave it. */
export const PROBE_INSIDE = ".deltascope-probe";
/** Processes that probe a folder in the same moment. */
const MAX_PROBES = 100;

/**
 * Tries to write to a folder that many may share and that may not exist yet. A folder of its own stands for those that are missing, as
 * one that was made and taken away again could be another's by then, and a name of its own, as another user's cannot be taken away.
 *
 * @throws {Error} of the disk.
 */
export async function tryFolder(folder: string): Promise<void> {
  const missing = missingFolders(folder).at(-1);
  const there = missing === undefined ? folder : dirname(missing);
  const probe = join(there, `${PROBE_INSIDE}-${crypto.randomUUID()}`);
  try {
    await Deno.mkdir(join(probe, relative(there, folder)), { recursive: true });
  } finally {
    if (exists(probe)) Deno.removeSync(probe, { recursive: true });
  }
}

/** Makes a folder and those around it, and tells which, innermost first. @throws {Error} of the disk, and leaves none of them then. */
export async function makeFolders(folder: string): Promise<string[]> {
  const missing = missingFolders(folder);
  try {
    await Deno.mkdir(folder, { recursive: true });
    return missing;
  } catch (error) {
    removeIfEmpty(missing);
    throw error;
  }
}

/** The folder and those around it that are not there, innermost first. */
export function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let at = folder; !exists(at); at = dirname(at)) missing.push(at);
  return missing;
}

/** Removes those of the folders that are there and empty, in this order. */
export function removeIfEmpty(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      Deno.removeSync(folder);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || isNameTooLong(error)) continue;
      return; // in use by another run, or it holds something now
    }
  }
}

/** Probes have one name for each place, so that one of a killed run goes with that of the next. @throws {Error} of the disk. */
export function tryToWrite(path: string): void {
  makeProbe(path);
  removeIfThere(path);
}

/** The same, moving it to another folder. Of two processes that probe at once one may take the other's away: it tries again. */
export function tryToMove(from: string, to: string): void {
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

/** What had the name goes: a link there is not followed. */
function makeProbe(path: string): void {
  removeIfThere(path);
  try {
    Deno.writeTextFileSync(path, "", { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error; // of another run, which probes too
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
