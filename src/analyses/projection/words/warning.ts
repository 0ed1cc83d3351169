/**
 * The sentence that warns of vectors which look like raw means.
 *
 * @module
 */

import type { VectorWarning } from "../../../results.ts";

const LIKENESS = { pairwise: "pairwise", with_default: "with the default vector" } as const;

/** A whole sentence. */
export function warningText({ kind, likeness, cosine }: VectorWarning): string {
  return `The ${kind} vectors have a mean cosine of ${cosine.toFixed(2)} ${LIKENESS[likeness]}: ` +
    "they look like raw means, and the one direction that they share may dominate the projections.";
}
