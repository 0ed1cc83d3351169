/**
 * What is refused of the arguments of a command as unknown, so that the refusal can end with where all options are told.
 *
 * @module
 */

import { UsageError } from "../usage_error.ts";

/** An argument that the command does not know, with too many options to name them: the command line says where they are by {@link withHelp}. */
export class UnknownArgument extends UsageError {}

/**
 * The refusal with where to look further; the reading of arguments is not told which command they are of.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { UnknownArgument, withHelp } from "./unknown_argument.ts";
 * assert.equal(
 *   withHelp(new UnknownArgument('Cannot understand "--knd": did you mean --kind?'), "report"),
 *   'Cannot understand "--knd": did you mean --kind? deno task report --help lists all options',
 * );
 * ```
 */
export function withHelp({ message }: UnknownArgument, command: string): string {
  return `${message}${
    message.endsWith("?") ? "" : ";"
  } deno task ${command} --help lists all options`;
}
