/**
 * How the angle of PC1 depends on how many of the largest coordinates of the mean state are left out.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { LayerSource } from "../analysis.ts";
import type { OutlierCurveRow } from "../../results.ts";
import { changeAngular } from "../../measure/change.ts";
import { componentPair, type Outputs, type SignedPair } from "../../measure/layer_values.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Vector } from "../../math/vector_math.ts";
import { coordinatesBySize } from "../../prepare/outlier_dimensions.ts";
import { summarise } from "../../math/quantiles.ts";

/** Coordinates of largest |mu_k| that are left out, one point of the curve each. */
const REMOVED = [0, 1, 2, 4, 8, 16];

/** 1 - cos of PC1, and the spread of the random role mixtures, each with the larger of its two signs; at least one coordinate stays. */
export function outlierCurve(
  layer: number,
  { pairs, mu }: { pairs: readonly SignedPair[]; mu: Vector },
): OutlierCurveRow[] {
  const removed = REMOVED.filter((n) => n < mu.length);
  const bySize = coordinatesBySize(mu);
  const curveOf = (outputs: Outputs) => angularWithout(outputs, { removed, bySize });
  const pc1 = componentPair(pairs, PEAK_INPUT);
  const ofPc1 = pc1 === undefined ? null : curveOf(pc1.plus);
  const draws = pairs
    .filter(({ plus: { row } }) => row.kind === "direction" && row.baseline === "persona")
    .map(({ plus, minus }) => ({ plus: curveOf(plus), minus: curveOf(minus) }));
  return removed.map((n, ix): OutlierCurveRow => {
    const larger = draws.flatMap(({ plus, minus }) => {
      const [a, b] = [plus[ix]!, minus[ix]!];
      return a === null || b === null ? [] : [Math.max(a, b)];
    });
    const { q05, q50, q95 } = summarise(larger.length === draws.length ? larger : [], []);
    return { layer, removed: n, delta_angular: ofPc1?.[ix] ?? null, q05, q50, q95 };
  });
}

/** 1 - cos without the first of `bySize`, for each number of `removed`, which ascend. */
function angularWithout(
  outputs: Outputs,
  { removed, bySize }: { removed: readonly number[]; bySize: readonly number[] },
): (number | null)[] {
  const [base, instruct] = [new Float64Array(outputs.base), new Float64Array(outputs.instruct)];
  return removed.map((n) => {
    for (const k of bySize.slice(0, n)) base[k] = instruct[k] = 0;
    return changeAngular(base, instruct);
  });
}

/** The curve of one layer; empty without baselines. */
export function measure(
  { layer, values: { pairs }, state }: LayerSource,
): OutlierCurveRow[] {
  return state === null ? [] : outlierCurve(layer, { pairs, mu: state.mu });
}
