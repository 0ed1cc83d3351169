/**
 * Places on disk as the user means them: `deno task` runs in the folder of `deno.json`, not where the command was typed.
 *
 * @module
 */

import { existsSync, realpathSync } from "node:fs";
import {
  basename,
  dirname,
  isAbsolute,
  join,
  relative,
  resolve,
  sep as SEPARATOR,
} from "node:path";

const NO_PATH = /^(?:~|[a-z][a-z0-9+.-]+:\/\/)/i;
/** An id on the Hugging Face Hub, or a folder of that name. */
const HUB_ID = /^(?:(?:models|datasets)\/)?\w[\w.-]*\/\w[\w.-]*(?:@[\w./-]+)?(?::[\w./-]+)?$/;

/** The folder in which the command was typed. */
export function callerFolder(): string {
  const typedIn = readVariable("INIT_CWD");
  return typedIn !== undefined && isAbsolute(typedIn) ? resolve(typedIn) : Deno.cwd();
}

/** Whether it is a URL, or begins with a home folder that the shell left alone: no folder of that name is meant. */
export function isNoPath(typed: string): boolean {
  return NO_PATH.test(typed);
}

/**
 * The place that the caller means by `typed`; as typed where both folders are one, so that messages repeat the user's words.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { placeOf } from "./places.ts";
 * assert(placeOf("/data/pair/base") === "/data/pair/base");
 * ```
 */
export function placeOf(typed: string): string {
  const caller = callerFolder();
  if (caller === Deno.cwd() || isAbsolute(typed) || isNoPath(typed)) return typed;
  return resolve(caller, typed);
}

/** The same for an input, which may also be an id on the Hub: that is left as it is where no such folder is there. */
export function inputPlaceOf(typed: string): string {
  const place = placeOf(typed);
  const isId = HUB_ID.test(typed) && !existsSync(place) && !existsSync(typed);
  return isId ? typed : place;
}

/** The id on the Hub that a place of the disk could have been taken for, as it was typed; null where it could not. */
export function idInPlaceOf(place: string): string | null {
  const typed = isAbsolute(place) ? relative(callerFolder(), place) : place;
  // `models/a` and `datasets/a` are no ids.
  return HUB_ID.test(typed) && !/^(?:models|datasets)\/[^/]+$/.test(typed) ? typed : null;
}

/** Whether `place` is `folder` or lies in it, links followed as far as there is anything. */
export function isWithin(folder: string, place: string): boolean {
  const way = relative(realPlace(folder), realPlace(place));
  return way !== ".." && !way.startsWith(`..${SEPARATOR}`) && !isAbsolute(way);
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

/** A variable of the environment; undefined also where it may not be read. */
export function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}
