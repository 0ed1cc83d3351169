/**
 * The cosine of every two layers' changes of PC1, with and without the outlier dimensions of both.
 *
 * Notation: O the outlier dimensions of a layer.
 *
 * @module
 */

import { cosine, dot, trimmed } from "../../math/vector_math.ts";
import type { LayerChanges } from "../../measure/layer_changes.ts";
import type { NearestLayers, SameDirection } from "../../results.ts";
import type { Settled, Settling } from "../analysis.ts";

/** Null of one layer. */
export function settle({ layers, outliers, measured }: Settling): Settled {
  const { evidence, within_noise } = measured;
  return {
    results: {
      same_direction: sameDirection(layers, {
        outliers,
        noted: evidence?.verdict?.layer ?? null,
        withinNoise: within_noise,
      }),
    },
  };
}

/**
 * Both matrices, and which layers' changes lie nearest to one another.
 *
 * @param options.outliers O by layer; none where there is no mean state.
 * @param options.noted The layer of the verdict; null without one.
 * @param options.withinNoise Layers of which nothing is said.
 */
export function sameDirection(
  layers: readonly Pick<LayerChanges, "layer" | "d">[],
  { outliers, noted, withinNoise }: {
    outliers: ReadonlyMap<number, readonly number[]>;
    noted: number | null;
    withinNoise: readonly number[];
  },
): SameDirection | null {
  if (layers.length < 2) return null;
  const of = (layer: number) => outliers.get(layer) ?? [];
  const cosines = symmetric(layers, { value: (a, b) => cosine(a.d, b.d) });
  const trimmed_cosines = layers.every(({ layer }) => of(layer).length === 0)
    ? null
    : symmetric(layers, {
      value: (a, b) => {
        const left = (d: Float64Array) => trimmed(d, [...of(a.layer), ...of(b.layer)]);
        return cosine(left(a.d), left(b.d));
      },
      hasLength: (a) => {
        const left = trimmed(a.d, of(a.layer));
        return dot(left, left) > 0;
      },
    });
  const all = layers.map(({ layer }) => layer);
  const spoken = all.filter((layer) => !withinNoise.includes(layer));
  const matrices = { all, cosines, trimmed_cosines };
  const isNoted = noted !== null && spoken.includes(noted);
  return {
    layers: all,
    cosines,
    trimmed_cosines,
    largest: nearestOf(matrices, pairsOf(spoken)),
    noted: isNoted
      ? nearestOf(
        matrices,
        spoken.filter((layer) => layer !== noted).map((other) => [noted, other]),
      )
      : null,
  };
}

/** A matrix of both orders, 1 on its diagonal; what has no length there has no cosine either. */
function symmetric<Of extends Pick<LayerChanges, "d">>(
  layers: readonly Of[],
  { value, hasLength = ({ d }) => dot(d, d) > 0 }: {
    value: (a: Of, b: Of) => number | null;
    hasLength?: (a: Of) => boolean;
  },
): (number | null)[][] {
  const rows: (number | null)[][] = layers.map(() => []);
  layers.forEach((a, i) => {
    rows[i]![i] = hasLength(a) ? 1 : null;
    for (let j = i + 1; j < layers.length; j++) {
      rows[i]![j] = rows[j]![i] = value(a, layers[j]!);
    }
  });
  return rows;
}

function pairsOf(layers: readonly number[]): [number, number][] {
  return layers.flatMap((a, i) => layers.slice(i + 1).map((b): [number, number] => [a, b]));
}

/** Of the pairs the one of largest |cosine| in either matrix; of several the first. */
function nearestOf(
  { all, cosines, trimmed_cosines }:
    & Pick<SameDirection, "cosines" | "trimmed_cosines">
    & { all: readonly number[] },
  pairs: readonly [number, number][],
): NearestLayers {
  const at = (matrix: SameDirection["cosines"] | null, layer: number, other: number) =>
    matrix?.[all.indexOf(layer)]?.[all.indexOf(other)] ?? null;
  const largest = (matrix: SameDirection["cosines"] | null) => {
    let best: NearestLayers["raw"] = null;
    for (const [layer, other_layer] of pairs) {
      const value = at(matrix, layer, other_layer);
      if (value === null || Math.abs(value) <= Math.abs(best?.cosine ?? 0)) continue;
      best = { layer, other_layer, cosine: value };
    }
    return best;
  };
  const [raw, trimmedBest] = [largest(cosines), largest(trimmed_cosines)];
  return {
    raw,
    trimmed: trimmedBest,
    trimmed_cosine: raw === null ? null : at(trimmed_cosines, raw.layer, raw.other_layer),
    stays: raw === null || trimmedBest === null
      ? null
      : raw.layer === trimmedBest.layer && raw.other_layer === trimmedBest.other_layer &&
        raw.cosine > 0 === trimmedBest.cosine > 0,
  };
}
