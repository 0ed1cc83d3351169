/**
 * What an error of a disk that is written to says, in words: the system's own tell a number and an act of ours.
 *
 * @module
 */

import { missingTarget } from "../../places.ts";
import { messageOf } from "../../text/error_message.ts";
import { shownName } from "../../text/quote.ts";
import { limitOf } from "./full_disk.ts";
import { isNameTooLong, isOfReadOnlyDisk } from "./system_error.ts";

/** Why a path is refused that the system does not take. */
export const NAME_TOO_LONG = "a name in it is longer than the system allows";

/** Why nothing can be written to a disk that is mounted so. */
const READ_ONLY_DISK = "its disk is read only";

/** The place that a message of Deno's tells last: of a file that is moved, where to. */
const PLACE = /'([^']+)'$/;

/**
 * The finding, as it reads after a colon; in the system's words where it is neither of a limit nor of something in the way.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { diskFinding } from "./disk_finding.ts";
 * const error = new Deno.errors.IsADirectory("Is a directory (os error 21): rename 'a.tmp' -> 'a'");
 * assert.equal(diskFinding(error), "a folder is in the way at a; move it away");
 * ```
 */
export function diskFinding(error: unknown): string {
  const limit = limitOf(error);
  if (limit !== null) return limit;
  if (isOfReadOnlyDisk(error)) return READ_ONLY_DISK;
  return isNameTooLong(error) ? NAME_TOO_LONG : inTheWay(error) ?? messageOf(error);
}

/** Null where nothing is said to be in the way of a place. */
function inTheWay(error: unknown): string | null {
  const { AlreadyExists, IsADirectory, NotADirectory } = Deno.errors;
  const place = PLACE.exec(messageOf(error))?.[1];
  if (place === undefined) return null;
  const at = shownName(place);
  if (error instanceof IsADirectory) return `a folder is in the way at ${at}; move it away`;
  if (error instanceof NotADirectory) return `a file is in the way of ${at}; move it away`;
  if (!(error instanceof AlreadyExists)) return null;
  const link = deadLink(place);
  return link === null
    ? `a file is in the way at ${at}; move it away`
    : `${at} is in the way, ${link}; move it away`;
}

/** What stands at a place, or on the way there, where that is a link which leads nowhere; else null. */
export function deadLink(place: string): string | null {
  const target = missingTarget(place);
  return target === null ? null : `a link to ${shownName(target)}, whose target is missing`;
}
