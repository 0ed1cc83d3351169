/**
 * That a disk takes no more, among its errors.
 *
 * @module
 */

import { messageOf } from "../../text/error_message.ts";
import { type System, systemNumberIn } from "./system_error.ts";

/** How it is told that a disk, or what one may use of it, is full, as it reads after a colon. */
export const FULL_DISK = "no space is left on its disk";
/** The same of a file beyond what a file may have, as the 4 GB of FAT32 or `ulimit -f`. */
export const TOO_LARGE = "the file is larger than its disk or a limit of this user allows";

/** Numbers that a system has for a full disk or quota, and for a file that is too large. */
interface Numbers {
  readonly full: readonly number[];
  readonly tooLarge: readonly number[];
}

const LINUX: Numbers = { full: [28, 122], tooLarge: [27] }; // ENOSPC, EDQUOT; EFBIG
const BSD: Numbers = { full: [28, 69], tooLarge: [27] };
/** ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED; ERROR_FILE_TOO_LARGE. */
const WINDOWS: Numbers = { full: [39, 112, 1295], tooLarge: [223] };

/**
 * What of a disk an error says is used up, in words; null where it is of something else.
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
  const { full, tooLarge } = numbersOf(system);
  const number = systemNumberIn(message);
  const isOneOf = (numbers: readonly number[]) => number !== null && numbers.includes(number);
  if (/\b(ENOSPC|EDQUOT)\b/.test(message) || isOneOf(full)) return FULL_DISK;
  return /\bEFBIG\b/.test(message) || isOneOf(tooLarge) ? TOO_LARGE : null;
}

function numbersOf(system: System): Numbers {
  if (system === "windows") return WINDOWS;
  return system === "linux" || system === "android" ? LINUX : BSD;
}
