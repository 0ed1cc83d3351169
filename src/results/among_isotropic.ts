/**
 * PC1 among the random inputs of a layer: random directions, each in both signs.
 *
 * @module
 */

import type { AmongIsotropic } from "../analyses/change/schema.ts";

/** How many inputs turn at least as far as PC1; nothing where there are none. One without an angle turns no farther than any. */
export function amongInputs(
  layer: number,
  own: number | null,
  angles: readonly (number | null)[],
): AmongIsotropic[] {
  if (angles.length === 0) return [];
  const nAtLeast = own === null
    ? null
    : angles.filter((angle) => angle !== null && angle >= own).length;
  return [{ layer, n: angles.length, n_at_least: nAtLeast }];
}
