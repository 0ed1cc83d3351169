/**
 * What the operating system says of an error, as Deno hands it on.
 *
 * Its name, as `EROFS`, is that of POSIX on every system: Deno translates the numbers of Windows as libuv does. It is in `code`, of
 * errors of `node:fs` in the message too; the system's own number is in the message alone, of errors of `Deno`.
 *
 * @module
 */

/** An operating system; a number means another error on each. */
export type System = typeof Deno.build.os;

/** The number of the error that a message tells; null where it tells none. */
export function systemNumberIn(message: string): number | null {
  const [, number] = /\bos error (\d+)\b/.exec(message) ?? [];
  return number === undefined ? null : Number(number);
}

/** The name of an error; null where it has none. */
export function systemCodeOf(error: Error): string | null {
  return "code" in error && typeof error.code === "string" ? error.code : null;
}

/** Whether an error says that a whole disk may be read and not be written to. */
export function isOfReadOnlyDisk(error: unknown): boolean {
  return error instanceof Error && systemCodeOf(error) === "EROFS";
}

/** Whether an error says that a path, or a name in it, is longer than the system allows: then nothing can be there, nor be made. */
export function isNameTooLong(error: unknown): boolean {
  return error instanceof Error && systemCodeOf(error) === "ENAMETOOLONG";
}
