/**
 * Results that carry evidence, and the layer at which pages about it look.
 *
 * @module
 */

import type { Evidence, Results } from "../../results.ts";
import { isUnchanged } from "../../results/spoken.ts";
import type { Place } from "./section.ts";

/** Results that carry evidence. */
export type EvidentResults = Results & { evidence: Evidence };

/** Narrows results to those with evidence. */
export function hasEvidence(results: Results): results is EvidentResults {
  return results.evidence !== null;
}

/** Narrows to those with evidence to show at a place: ranks among zeros are none. */
export function hasEvidenceAt(results: Results, place: Place): results is EvidentResults {
  const isNothing = place.page === "evidence" && isUnchanged(results) ||
    place.page === "layer" && isUnchanged(results, place.layer);
  return hasEvidence(results) && !isNothing;
}

/** The layer that evidence pages look at: that of the verdict, else the angular peak, else the first. */
export function evidenceLayer({ evidence, peaks, mlp }: Results): number {
  return evidence?.verdict?.layer ?? peaks.angular?.layer ?? mlp[0]?.layer ?? 0;
}
