/**
 * Places on disk as the user means them: `deno task` runs in the folder of `deno.json`, not where the command was typed.
 *
 * @module
 */

import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import {
  basename,
  dirname,
  isAbsolute,
  join,
  parse,
  relative,
  resolve,
  sep as SEPARATOR,
} from "node:path";
import { UsageError } from "./usage_error.ts";

/** `deno task` sets it. */
const CALLER = "INIT_CWD";
const ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//i;
/** The folder in which the command was typed. */
export function callerFolder(): string {
  const typedIn = readVariable(CALLER);
  return typedIn !== undefined && isAbsolute(typedIn) ? resolve(typedIn) : Deno.cwd();
}

/** Whether it is a URL: no folder of that name is meant. */
export function isAddress(typed: string): boolean {
  return ADDRESS.test(typed);
}

/**
 * The place that the caller means by `typed`; as typed where both folders are one, so that messages repeat the user's words.
 *
 * @throws {UsageError} where it begins with a home folder that the shell left alone: every option and argument that is a place comes by here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { placeOf } from "./places.ts";
 * assert(placeOf("/data/pair/base") === "/data/pair/base");
 * ```
 */
export function placeOf(typed: string): string {
  if (typed.startsWith("~")) {
    throw new UsageError(
      `Cannot use ${
        JSON.stringify(typed)
      }: expected a path, found ~, which the shell leaves as it is within quotes, after = and ` +
        "after a comma; write the home folder out, or ./~ where that is its name",
    );
  }
  const caller = callerFolder();
  if (caller === Deno.cwd() || isAbsolute(typed) || isAddress(typed)) return typed;
  return resolve(caller, typed);
}

/** The same for an input, which may also be an id on the Hub: what is no folder of the disk is left as it was typed. */
export function inputPlaceOf(typed: string): string {
  const place = placeOf(typed);
  // A folder of the project's own is never taken for the caller's.
  return isThere(place) || existsSync(typed) ? place : typed;
}

/** Whether there is anything, be it such that it cannot be read: then it is to be refused as what it is, not sought on the Hub. */
function isThere(place: string): boolean {
  try {
    Deno.statSync(place);
    return true;
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    const isAbsent = error instanceof NotFound || error instanceof NotADirectory;
    return !isAbsent || missingTarget(place) !== null;
  }
}

/**
 * Where a link leads that leads nowhere, and so ends the way to a place that is not there: the place itself or a folder above it. Null
 * where there is none.
 */
export function missingTarget(place: string): string | null {
  for (let at = place;; at = dirname(at)) {
    try {
      // Below a link that leads somewhere it is the rest of the way that is missing.
      return Deno.lstatSync(at).isSymlink && !existsSync(at) ? Deno.readLinkSync(at) : null;
    } catch {
      if (dirname(at) === at) return null;
    }
  }
}

/** A place as it reads from where the command was typed. */
export function fromCaller(place: string): string {
  return isAbsolute(place) ? relative(callerFolder(), place) : place;
}

/** Whether `place` is `folder` or lies in it, links followed as far as there is anything. */
export function isWithin(folder: string, place: string): boolean {
  const way = relative(realPlace(folder), realPlace(place));
  return way !== ".." && !way.startsWith(`..${SEPARATOR}`) && !isAbsolute(way);
}

/** What of the user's own a folder is, or git's, as it reads after "it": files in dozens are scattered over none of these. Null for any other folder. */
export function specialFolder(folder: string): string | null {
  const place = realPlace(folder);
  if (parse(place).root === place) return "is the root of the disk";
  if (place === homeFolder()) return "is the home folder";
  if (place.split(SEPARATOR).includes(".git")) return "lies in .git, which is git's own";
  for (const cwd of [callerFolder(), Deno.cwd()].map(realPlace)) {
    if (cwd === place) return "is the working directory";
    if (isWithin(place, cwd)) return "holds the working directory";
  }
  return null;
}

/** Null where a program of the library may not ask for it. */
function homeFolder(): string | null {
  try {
    return realPlace(homedir());
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return null;
    throw error;
  }
}

function realPlace(place: string): string {
  const absolute = resolve(place);
  try {
    return realpathSync(absolute);
  } catch {
    // What is not there yet may still lie behind a link.
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(realPlace(parent), basename(absolute));
  }
}

/**
 * A variable of the environment; undefined also where it may not be read.
 *
 * @throws {UsageError} if it is not UTF-8, as where a command is typed in a folder of such a name: no path is told of it then.
 */
export function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) return undefined;
    const [what, advice] = name === CALLER
      ? ["the name of the working directory", "work in another folder, or rename it"]
      : [`the environment's ${name}`, "set it anew"];
    throw new UsageError(`Cannot read ${what}: expected UTF-8, found other bytes; ${advice}`, {
      cause,
    });
  }
}
