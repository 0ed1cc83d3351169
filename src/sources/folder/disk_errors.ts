/**
 * Errors of the disk, in words for whoever runs the command.
 *
 * @module
 */

import { deadLink, diskFinding } from "./disk_finding.ts";

/** Whether an error is of the disk and no fault of the program. */
export function isOfDisk(error: unknown): error is Error {
  return error instanceof Error &&
    ("code" in error || Object.values(Deno.errors).some((of) => error instanceof of));
}

/** Why, as it reads after "got". */
export function reasonOf(error: unknown): string {
  const { AlreadyExists, NotCapable, NotADirectory, PermissionDenied } = Deno.errors;
  if (error instanceof NotCapable) return "a place that Deno was not allowed to touch";
  if (error instanceof NotADirectory || error instanceof AlreadyExists) return "a file in its way";
  return error instanceof PermissionDenied ? "permission denied" : diskFinding(error);
}

/** The same of a folder that could not be made or written to: a link in its place that leads nowhere is no file in its way. */
export function reasonAt(folder: string, error: unknown): string {
  return deadLink(folder) ?? reasonOf(error);
}
