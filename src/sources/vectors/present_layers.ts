/**
 * Which layers there are vectors of.
 *
 * @module
 */

import type { VectorFolder } from "./vectors.ts";

/** The layers that there is any vector of, ascending. */
export function presentLayers(
  { absent, nLayers, roleNames, traitNames }: Pick<
    VectorFolder,
    "absent" | "nLayers" | "roleNames" | "traitNames"
  >,
): number[] {
  const nVectors = roleNames.length + traitNames.length;
  const nAbsent = new Map<number, number>();
  for (const layer of absent.flatMap(({ layers }) => layers)) {
    nAbsent.set(layer, (nAbsent.get(layer) ?? 0) + 1);
  }
  return Array.from({ length: nLayers }, (_, layer) => layer)
    .filter((layer) => (nAbsent.get(layer) ?? 0) < nVectors);
}
