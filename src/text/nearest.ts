/**
 * The right name beside a wrong one.
 *
 * @module
 */

// @ts-types="../../types/levenshtein_distance.d.ts"
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** Letters from which on a beginning tells which name was meant. */
const LEAST_BEGINNING = 2;

/** Letters for each of which one may be wrong, missing or too many: two words of a length share a third by chance. */
const LETTERS_PER_SLIP = 3;

/**
 * The name that was probably meant: of those that begin as the typed one, or that it begins with, the nearest; where there are none,
 * the nearest of all within few slips. Null where none is near: a name that is not meant leads astray.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { nearestName } from "./nearest.ts";
 * assert(nearestName("output", ["input", "out", "layers"]) === "out");
 * assert(nearestName("lyers", ["input", "out", "layers"]) === "layers");
 * assert(nearestName("base_nam", ["base", "base-name"]) === "base-name");
 * assert(nearestName("vectors", ["input", "out", "layers"]) === null);
 * ```
 */
export function nearestName(typed: string, names: readonly string[]): string | null {
  const word = plain(typed);
  const alike = names.filter((name) =>
    isBeginning(word, plain(name)) || isBeginning(plain(name), word)
  );
  const slips = (name: string) => levenshteinDistance(word, plain(name));
  const most = Math.max(1, Math.floor(word.length / LETTERS_PER_SLIP));
  const near = alike.length > 0 ? alike : names.filter((name) => slips(name) <= most);
  return near.toSorted((a, b) => slips(a) - slips(b))[0] ?? null;
}

/** How a name is spelled, `baseName` or `base_name`, is no slip. */
function plain(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])|_/g, "-").toLowerCase();
}

function isBeginning(beginning: string, of: string): boolean {
  return beginning.length >= LEAST_BEGINNING && of.startsWith(beginning);
}
