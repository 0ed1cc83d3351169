/**
 * The right name beside a wrong one.
 *
 * @module
 */

// @ts-types="../../types/closest_string.d.ts"
import { closestString } from "@std/text/closest-string";

/**
 * Of the names that begin as the typed one, or that it begins with, the nearest; where there are none, of all.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { nearestName } from "./nearest.ts";
 * assert(nearestName("output", ["input", "out", "layers"]) === "out");
 * ```
 */
export function nearestName(typed: string, names: readonly string[]): string {
  const alike = names.filter((name) => name.startsWith(typed) || typed.startsWith(name));
  return closestString(typed, alike.length > 0 ? alike : names);
}
