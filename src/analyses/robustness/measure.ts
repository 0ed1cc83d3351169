/**
 * How the angle of PC1 depends on how many of the largest coordinates of the mean state are left out.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { LayerSource } from "../analysis.ts";
import type { OutlierCurveRow } from "../../results.ts";
import { difference, measureDelta } from "../../measure/change.ts";
import { componentPair, type Outputs, type SignedPair } from "../../measure/layer_values.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { trimmed, type Vector } from "../../math/vector_math.ts";
import { coordinatesBySize } from "../../prepare/outlier_dimensions.ts";
import { summarise } from "../../math/quantiles.ts";

/** Coordinates of largest |mu_k| that are left out, one point of the curve each. */
const REMOVED = [0, 1, 2, 4, 8, 16];

/** What {@link outlierCurve} works from. */
export interface CurveSource {
  readonly pairs: readonly SignedPair[];
  readonly mu: Vector; // [C]
  readonly isRounded: boolean;
}

/** 1 - cos of PC1, and the spread of the random role mixtures, each with the larger of its two signs; at least one coordinate stays. */
export function outlierCurve(layer: number, source: CurveSource): OutlierCurveRow[] {
  const { pairs, mu, isRounded } = source;
  const bySize = coordinatesBySize(mu);
  const changeOf = ({ base, instruct }: Outputs, removed: readonly number[]): number | null => {
    const keep = (vector: Vector) => trimmed(vector, removed);
    const d = difference(base, instruct, { isRounded });
    return measureDelta(keep(base), keep(instruct), keep(d)).delta_angular;
  };
  const pc1 = componentPair(pairs, PEAK_INPUT);
  const draws = pairs.filter(({ plus: { row } }) =>
    row.kind === "direction" && row.baseline === "persona"
  );
  return REMOVED.filter((n) => n < mu.length).map((removed): OutlierCurveRow => {
    const left = bySize.slice(0, removed);
    const larger = draws.map(({ plus, minus }) => {
      const changes = [changeOf(plus, left), changeOf(minus, left)];
      return changes.includes(null) ? null : Math.max(...changes as number[]);
    });
    const known = larger.filter((change) => change !== null);
    const { q05, q50, q95 } = summarise(known.length === larger.length ? known : [], []);
    return {
      layer,
      removed,
      delta_angular: pc1 === undefined ? null : changeOf(pc1.plus, left),
      q05,
      q50,
      q95,
    };
  });
}

/** The curve of one layer; empty without baselines. */
export function measure(
  { layer, values: { pairs }, state, isRounded }: LayerSource,
): OutlierCurveRow[] {
  return state === null ? [] : outlierCurve(layer, { pairs, mu: state.mu, isRounded });
}
