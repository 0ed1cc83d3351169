/**
 * Lists of which only the first items are named.
 *
 * @module
 */

import { list } from "./words.ts";

/** Items of a sentence that are named before the rest are counted. */
const N_IN_SENTENCE = 5;

/**
 * The first items, and how many there are where there are more.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { firstOf } from "./first_of_many.ts";
 * assert(firstOf(["a", "b"], 2) === "a, b" && firstOf(["a", "b", "c"], 2) === "a, b, ... (3 in all)");
 * ```
 */
export function firstOf(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown}, ... (${items.length} in all)` : shown;
}

/**
 * The first items in words, and how many more there are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { listFirst } from "./first_of_many.ts";
 * assert(listFirst(["a", "b", "c", "d", "e", "f", "g"]) === "a, b, c, d, e and 2 more");
 * ```
 */
export function listFirst(items: readonly string[]): string {
  const nMore = items.length - N_IN_SENTENCE;
  return list(nMore > 0 ? [...items.slice(0, N_IN_SENTENCE), `${nMore} more`] : items);
}
