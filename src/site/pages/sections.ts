/**
 * What the analyses show at a place of the site, in the order of their list.
 *
 * @module
 */

import { ANALYSES } from "../../analyses/index.ts";
import type { Results } from "../../results.ts";
import type { Place, Section } from "../kit/section.ts";

/** The parts of all analyses. */
export function sectionsAt(results: Results, place: Place): Section[] {
  return ANALYSES.flatMap(({ sections }) => sections?.(results, place) ?? []);
}
