/**
 * The sentence that warns of vectors which share one direction: raw means do, and so do differences from a default that lies far out.
 *
 * @module
 */

import type { Results, VectorWarning } from "../../../results.ts";

const LIKENESS = { pairwise: "pairwise", with_default: "with the default vector" } as const;

/** A whole sentence; vectors that the default was subtracted from are not taken for raw means. */
export function warningText(
  { kind, likeness, cosine }: VectorWarning,
  inputs: { readonly vectors: Subtraction },
): string {
  const isLess = isSubtracted(kind, inputs.vectors);
  return `The ${kind} vectors${
    isLess ? ", from which the default was subtracted," : ""
  } have a mean cosine of ${cosine.toFixed(2)} ${LIKENESS[likeness]}: ${
    isLess ? "" : "they look like raw means, and "
  }the one direction that they share may dominate the projections.`;
}

/** What tells whether a default was subtracted. */
type Subtraction = Pick<
  Results["inputs"]["vectors"],
  "difference" | "roles_are" | "traits_are"
>;

/** Earlier runs do not say what vectors are as stored: the default was of the roles there. */
function isSubtracted(
  kind: VectorWarning["kind"],
  { difference, roles_are: roles, traits_are: traits }: Subtraction,
): boolean {
  if (difference === null) return false;
  return kind === "role" ? roles?.is !== "difference" : traits?.is === "raw";
}
