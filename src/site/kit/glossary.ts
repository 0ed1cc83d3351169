/**
 * The words of a report: what each means, where it is measured, and what others call it.
 *
 * @module
 */

import { CHANCE, COORDINATES } from "./glossary/chance.ts";
import { CHANGE, DIRECTIONS } from "./glossary/change.ts";
import { ORIGIN, POINTS_TO } from "./glossary/origin.ts";
import type { Term, TermGroup } from "./glossary/term.ts";

/** All words by kind, in the order of the page. */
export const GLOSSARY: readonly TermGroup[] = [
  CHANGE,
  DIRECTIONS,
  COORDINATES,
  CHANCE,
  ORIGIN,
  POINTS_TO,
];

/**
 * The first sentence of what a word means.
 *
 * @example
 * ```ts
 * import { shortMeaning } from "./glossary.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const meaning = "The sum of 0.5 and 1. It is used nowhere.";
 * strictEqual(shortMeaning({ meaning }), "The sum of 0.5 and 1.");
 * ```
 */
export function shortMeaning({ meaning }: Pick<Term, "meaning">): string {
  return /^.*?[.](?= [\p{Lu}\d]|$)/su.exec(meaning)?.[0] ?? meaning;
}
