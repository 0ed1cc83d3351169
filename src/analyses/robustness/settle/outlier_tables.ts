/**
 * The outlier dimensions of the focus layers, one by one.
 *
 * @module
 */

import type { Evidence, OutlierRow } from "../../../results.ts";
import type { FocusLayer } from "../../../measure/focus_layer.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { dot } from "../../../math/vector_math.ts";
import type { LayerState } from "../../../prepare/layer_state.ts";

/** What {@link outlierTables} works from. */
export interface OutlierSource {
  readonly outliers: ReadonlyMap<number, readonly number[]>;
  readonly states: ReadonlyMap<number, LayerState>;
}

/** By focus layer: mu_k, both models' effective post-norm weight (rounded as in the run), d_k of PC1 and its share of |d|^2. */
export function outlierTables(
  focus: readonly FocusLayer[],
  { outliers, states }: OutlierSource,
): Evidence["outlier_tables"] {
  const tables: Evidence["outlier_tables"] = {};
  for (const { layer, inputs, postNorm } of focus) {
    const d = inputs.find(({ name }) => name === PEAK_INPUT)?.d;
    const mu = states.get(layer)?.mu;
    if (d === undefined || mu === undefined) continue;
    const squared = dot(d, d);
    tables[layer] = (outliers.get(layer) ?? []).map((coordinate): OutlierRow => ({
      coordinate,
      mu: mu[coordinate]!,
      base_weight: postNorm?.base[coordinate] ?? null,
      instruct_weight: postNorm?.instruct[coordinate] ?? null,
      d: d[coordinate]!,
      share: squared === 0 ? null : d[coordinate]! ** 2 / squared,
    }));
  }
  return tables;
}
