/**
 * That a disk or the system takes no more, among the errors of a disk.
 *
 * @module
 */

import { messageOf } from "../../text/error_message.ts";
import { type System, systemNumberIn } from "./system_error.ts";

/** How it is told that a disk, or what one may use of it, is full, as it reads after a colon. */
export const FULL_DISK = "no space is left on its disk";
/** The same of a file beyond what a file may have, as the 4 GB of FAT32 or `ulimit -f`. */
export const TOO_LARGE = "the file is larger than its disk or a limit of this user allows";

/** Of more files than a process, or all of them together, may have open. */
export const TOO_MANY_FILES =
  "more files are open than the system allows; ulimit -n N raises the limit";

/** Numbers that a system has for a full disk or quota, for a file that is too large, and for too many open files. */
interface Numbers {
  readonly full: readonly number[];
  readonly tooLarge: readonly number[];
  readonly tooMany: readonly number[];
}

/** ENOSPC, EDQUOT; EFBIG; ENFILE, EMFILE. */
const LINUX: Numbers = { full: [28, 122], tooLarge: [27], tooMany: [23, 24] };
const BSD: Numbers = { ...LINUX, full: [28, 69] };
/**
 * ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED; ERROR_FILE_TOO_LARGE. Of ERROR_TOO_MANY_OPEN_FILES nothing is
 * said, as there is no such limit to raise.
 */
const WINDOWS: Numbers = { full: [39, 112, 1295], tooLarge: [223], tooMany: [] };

/**
 * What an error of the disk says is used up, in words; null where it is of something else.
 *
 * @param options.system Whose error numbers they are; of this machine unless given.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { FULL_DISK, limitOf } from "./full_disk.ts";
 * assert(limitOf(new Error("No space left on device (os error 28)"), { system: "linux" }) === FULL_DISK);
 * assert(limitOf(new Error("Permission denied (os error 13)")) === null);
 * ```
 */
export function limitOf(
  error: unknown,
  { system = Deno.build.os }: { system?: System } = {},
): string | null {
  const message = messageOf(error);
  const { full, tooLarge, tooMany } = numbersOf(system);
  const number = systemNumberIn(message);
  const isOneOf = (numbers: readonly number[]) => number !== null && numbers.includes(number);
  if (/\b(ENOSPC|EDQUOT)\b/.test(message) || isOneOf(full)) return FULL_DISK;
  if (/\bEFBIG\b/.test(message) || isOneOf(tooLarge)) return TOO_LARGE;
  return /\b(EMFILE|ENFILE)\b/.test(message) || isOneOf(tooMany) ? TOO_MANY_FILES : null;
}

function numbersOf(system: System): Numbers {
  if (system === "windows") return WINDOWS;
  return system === "linux" || system === "android" ? LINUX : BSD;
}
