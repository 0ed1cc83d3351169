/**
 * The statistic of p-values, the larger sign's 1 - cos, of components and of the directions that they are set against.
 *
 * A layer at which one of them is unknown, as where an output is zero, is left out of the family: its p is unknown, and the other
 * layers keep theirs.
 *
 * @module
 */

import type { BaselineName, Variant } from "../results.ts";
import type { LayerChanges } from "./layer_changes.ts";
import { largerAngular } from "./variants.ts";
import { familyWise, rankP } from "../math/significance.ts";

/** A baseline in one variant. */
export interface DrawsOf {
  readonly baseline: BaselineName;
  readonly variant: Variant;
}

/** Draws told so far, since every layer's quantiles, ranks and p-values read the same ones. */
const told = new WeakMap<LayerChanges, Map<string, number[] | null>>();

/** The larger sign's 1 - cos of every direction at a layer; null where one is unknown or there are none. */
export function drawsAt(layer: LayerChanges, { baseline, variant }: DrawsOf): number[] | null {
  const ofLayer = told.get(layer) ?? new Map<string, number[] | null>();
  told.set(layer, ofLayer);
  const key = `${baseline} ${variant}`;
  const found = ofLayer.get(key);
  if (found !== undefined) return found;
  const turns = directionsOf(layer, baseline).map((pair) => largerAngular(pair, variant));
  const draws = turns.length === 0 ? null : complete(turns);
  ofLayer.set(key, draws);
  return draws;
}

/** The same at every layer at which all are known: `[k][layerIx]`. */
export function drawTable(layers: readonly LayerChanges[], of: DrawsOf): number[][] {
  const known = layers.flatMap((layer) => {
    const draws = drawsAt(layer, of);
    return draws === null ? [] : [draws];
  });
  return (known[0] ?? []).map((_, k) => known.map((draws) => draws[k]!));
}

/** The larger sign's 1 - cos of a component at a layer; null where it is unknown. */
export function componentAngular(
  { components }: LayerChanges,
  { name, variant }: { name: string; variant: Variant },
): number | null {
  const pair = components.find((component) => component.name === name);
  return pair === undefined ? null : largerAngular(pair, variant);
}

/** p and family-wise p per layer; null at layers that are left out. */
export interface Significance {
  readonly p: readonly (number | null)[];
  readonly pfw: readonly (number | null)[];
}

/** A component's angle against one baseline's. */
export function significanceOf(
  layers: readonly LayerChanges[],
  { name, ...of }: { name: string } & DrawsOf,
): Significance {
  const known = layers.flatMap((layer, l) => {
    const observed = componentAngular(layer, { name, variant: of.variant });
    const draws = drawsAt(layer, of);
    return observed === null || draws === null ? [] : [{ l, observed, draws }];
  });
  const p = layers.map((): number | null => null), pfw = [...p];
  const table = (known[0]?.draws ?? []).map((_, k) => known.map(({ draws }) => draws[k]!));
  const family = familyWise(known.map(({ observed }) => observed), table);
  for (const [i, { l, observed, draws }] of known.entries()) {
    p[l] = rankP(observed, draws);
    pfw[l] = family.pfw[i]!;
  }
  return { p, pfw };
}

/** Both signs' 1 - cos of every direction of a baseline at one layer; null where one is unknown. */
export function signedAngular(
  layer: LayerChanges,
  { baseline, variant }: DrawsOf,
): number[] | null {
  return complete(
    directionsOf(layer, baseline)
      .flatMap(({ plus, minus }) => [plus[variant].deltaAngular, minus[variant].deltaAngular]),
  );
}

function directionsOf(layer: LayerChanges, baseline: BaselineName) {
  return layer.directions.filter((direction) => direction.baseline === baseline);
}

function complete(turns: readonly (number | null)[]): number[] | null {
  return turns.includes(null) ? null : turns as number[];
}
