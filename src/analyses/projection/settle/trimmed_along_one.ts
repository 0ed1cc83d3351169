/**
 * Whether the one vector that holds most of a change still does without the outlier dimensions, in which a few coordinates may be all
 * that the two have in common.
 *
 * @module
 */

import type { DecompositionRow, DecompositionSummary } from "../../../results.ts";
import { vectorsThatHoldMost } from "../../../results/projection_decisions.ts";
import type { Space } from "./space.ts";

/** The cosine of d and that vector on all other coordinates; null where no vector holds most of d, or nothing is left of either. */
export function trimmedAlongOne(
  rows: readonly DecompositionRow[],
  spaces: readonly Space[],
): DecompositionSummary["along_one_trimmed"] {
  const [first] = vectorsThatHoldMost(rows);
  const space = spaces.find(({ variant }) => variant === "trimmed");
  if (first === undefined || space === undefined) return null;
  const s = space.vectors.findIndex(({ kind, name }) => kind === first.kind && name === first.name);
  const [{ along, squared }] = space.differences;
  return s < 0 || squared === 0 ? null : along[s]! / Math.sqrt(squared);
}
