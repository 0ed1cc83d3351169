/**
 * The journal of an exchange of two sites, in the folder of its run: as long as it is there, the exchange has begun and not ended.
 *
 * @module
 */

import { join } from "node:path";
import * as v from "valibot";
import { shownName } from "../../../text/quote.ts";
import { InnerPath } from "./manifest.ts";

const FILE_NAME = "exchange.json";

/** It may come with a repository that somebody else made: no path in it leads out of the site. */
const Journal = v.object({
  /** Files to put in place. */
  write: v.array(InnerPath),
  /** Files of the earlier site to take away. */
  remove: v.array(InnerPath),
  /** Of both, those that the owner has changed. */
  changed: v.array(InnerPath),
});
/** What one exchange does. */
export type Journal = v.InferOutput<typeof Journal>;

/** Writes it whole: on the disk before the first move is, or a power cut leaves the moves alone. */
export function writeJournal(runFolder: string, journal: Journal): void {
  const path = join(runFolder, FILE_NAME);
  Deno.writeTextFileSync(`${path}.part`, JSON.stringify(journal));
  {
    using file = Deno.openSync(`${path}.part`, { write: true });
    file.syncSync();
  }
  Deno.renameSync(`${path}.part`, path);
}

/** Null where no exchange has begun. @throws {Error} if it is damaged. */
export function readJournal(runFolder: string): Journal | null {
  const path = join(runFolder, FILE_NAME);
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null; // without it nothing was moved
    throw error;
  }
  try {
    return v.parse(Journal, JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `Cannot end the exchange of two sites that an earlier run began: expected ${
        shownName(path)
      } to tell ` +
        `what it moved, found that it is damaged; take what you miss of the earlier site from the folder around it, and remove that folder`,
      { cause },
    );
  }
}

/** Whether it could be removed. */
export function removeJournal(runFolder: string): boolean {
  try {
    Deno.removeSync(join(runFolder, FILE_NAME));
    return true;
  } catch {
    return false;
  }
}

/** Whether an exchange has begun in this folder: then what it holds must not be cleared away. */
export function isExchanging(runFolder: string): boolean {
  try {
    return Deno.statSync(join(runFolder, FILE_NAME)).isFile;
  } catch {
    return false;
  }
}
