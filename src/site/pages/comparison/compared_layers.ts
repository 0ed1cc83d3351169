/**
 * Which decompositions of two runs are set against each other.
 *
 * @module
 */

import { decomposedLayers } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";

/** A decomposed layer of either run. */
export interface LayerPair {
  readonly a: number;
  readonly b: number;
}

/**
 * Every layer that is decomposed in both, the one that A notes first; and where the runs note different layers, the one of A against
 * the one of B, last.
 */
export function comparedLayers(a: Results, b: Results): LayerPair[] {
  const ofB = decomposedLayers(b);
  const noted = { a: notedLayer(a), b: notedLayer(b) };
  const shared = decomposedLayers(a).filter((layer) => ofB.includes(layer))
    .sort((first, second) =>
      Number(second === noted.a) - Number(first === noted.a) || first - second
    );
  return [
    ...shared.map((layer) => ({ a: layer, b: layer })),
    ...noted.a === null || noted.b === null || noted.a === noted.b
      ? []
      : [{ a: noted.a, b: noted.b }],
  ];
}

/** The decomposed layer that the verdict is of, else the first; null where none is decomposed. */
export function notedLayer(results: Results): number | null {
  const layers = decomposedLayers(results);
  return layers.find((layer) => layer === results.evidence?.verdict?.layer) ?? layers[0] ?? null;
}

/** `layer 18`, or `layer 18 of A and layer 21 of B`. */
export function pairText({ a, b }: LayerPair): string {
  return a === b ? `layer ${a}` : `layer ${a} of A and layer ${b} of B`;
}
