/**
 * Projections of every change on every role and trait. They are not kept beside the cosines: lengths that all of them share say the same.
 *
 * @module
 */

import type { InputAlongVectors, LayerAlongVectors } from "../../../results.ts";

/**
 * d . s of one input by vector: its cosine by both lengths, to the nine digits that those have; null where the vector has no length or
 * is not there at the layer.
 */
export function projectionsAlong(
  { lengths }: Pick<LayerAlongVectors, "lengths">,
  { length, cosines }: InputAlongVectors,
): (number | null)[] {
  return lengths.map((vectorLength, v) => {
    if (vectorLength === null) return null;
    if (length === 0) return 0;
    const cosine = cosines[v] ?? null;
    return cosine === null ? null : cosine * length * vectorLength;
  });
}
