/**
 * That a place may be read and not be written to, among the errors of a disk.
 *
 * @module
 */

import { type System, systemCodeOf, systemNumberIn } from "./system_error.ts";

/** A disk that is read only, and a file or folder that the user may not write to. */
const CODES = ["EROFS", "EACCES", "EPERM"];
const NAMED = new RegExp(`\\b(${CODES.join("|")})\\b`);
/** EPERM, EACCES, EROFS: alike on Linux, macOS and the BSDs. */
const UNIX = [1, 13, 30];
/** ERROR_ACCESS_DENIED, ERROR_WRITE_PROTECT, ERROR_PRIVILEGE_NOT_HELD. */
const WINDOWS = [5, 19, 1314];

/**
 * Whether an error, or one that caused it, says that a place may be read and not be written to, or that Deno was not allowed to.
 *
 * @param options.system Whose error numbers they are; of this machine unless given.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isReadOnly } from "./read_only.ts";
 * const error = new Error("The media is write protected. (os error 19)");
 * assert(isReadOnly(error, { system: "windows" }));
 * assert(!isReadOnly(new Error("No such device (os error 19)"), { system: "linux" }));
 * ```
 */
export function isReadOnly(
  error: unknown,
  { system = Deno.build.os }: { system?: System } = {},
): boolean {
  const { NotCapable, PermissionDenied } = Deno.errors;
  if (error instanceof PermissionDenied || error instanceof NotCapable) return true;
  if (!(error instanceof Error)) return false;
  const code = systemCodeOf(error);
  const isSaid = code === null ? isSaidIn(error.message, system) : CODES.includes(code);
  return isSaid || isReadOnly(error.cause, { system });
}

function isSaidIn(message: string, system: System): boolean {
  const number = systemNumberIn(message);
  return NAMED.test(message) ||
    number !== null && (system === "windows" ? WINDOWS : UNIX).includes(number);
}
