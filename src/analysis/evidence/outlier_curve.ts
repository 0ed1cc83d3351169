/**
 * How the angle of PC1 depends on how many of the largest coordinates of the mean state are left out.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import type { OutlierCurveRow } from "../../results.ts";
import { difference, measureDelta } from "../deltas.ts";
import type { InputRow } from "../inputs.ts";
import { PEAK_INPUT } from "../peaks.ts";
import { row, trimmed, type Vector } from "../vector_math.ts";
import { coordinatesBySize } from "./outlier_dimensions.ts";
import { summarise } from "./quantiles.ts";

/** Coordinates of largest |mu_k| that are left out, one point of the curve each. */
const REMOVED = [0, 1, 2, 4, 8, 16];

/** What {@link outlierCurve} works from. */
export interface CurveSource {
  readonly rows: readonly InputRow[]; // V of them
  readonly base: Float32Array; // y_b, f32 [V, C]
  readonly instruct: Float32Array; // y_i, f32 [V, C]
  readonly mu: Vector; // [C]
  readonly isRounded: boolean;
}

/** 1 - cos of PC1, and the spread of the persona draws, each with the larger of its two signs; at least one coordinate stays. */
export function outlierCurve(layer: number, source: CurveSource): OutlierCurveRow[] {
  const { rows, base, instruct, mu, isRounded } = source;
  const hiddenSize = mu.length;
  const bySize = coordinatesBySize(mu);
  const turnOf = (v: number, removed: readonly number[]): number | null => {
    const keep = (vector: Vector) => trimmed(vector, removed);
    const y = { base: row(base, v, hiddenSize), instruct: row(instruct, v, hiddenSize) };
    const d = difference(y.base, y.instruct, { isRounded });
    return measureDelta(keep(y.base), keep(y.instruct), keep(d)).delta_angular;
  };
  const pc1 = rows.findIndex((it) =>
    it.kind === "component" && it.name === PEAK_INPUT && it.sign === 1
  );
  const draws = Map.groupBy(
    rows.flatMap((it, v) =>
      it.kind === "direction" && it.baseline === "persona" ? [{ index: it.index, v }] : []
    ),
    ({ index }) => index,
  );
  return REMOVED.filter((n) => n < hiddenSize).map((removed): OutlierCurveRow => {
    const left = bySize.slice(0, removed);
    const larger = [...draws.values()].map((signs) => {
      const turns = signs.map(({ v }) => turnOf(v, left));
      return turns.includes(null) ? null : Math.max(...turns as number[]);
    });
    const known = larger.filter((turn) => turn !== null);
    const { q05, q50, q95 } = summarise(known.length === larger.length ? known : [], []);
    return { layer, removed, delta_angular: pc1 < 0 ? null : turnOf(pc1, left), q05, q50, q95 };
  });
}
