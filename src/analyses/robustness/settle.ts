/**
 * What is left of the change without outlier dimensions, and without the mean direction.
 *
 * @module
 */

import { dot } from "../../math/vector_math.ts";
import type { LayerEvidence, OutlierCurveRow } from "../../results.ts";
import type { Settled, Settling } from "../analysis.ts";
import { outlierTables } from "./settle/outlier_tables.ts";
import { peakRows, robustnessRows } from "./settle/rows.ts";

/** Every component in every variant, its peaks there, and what the outlier dimensions hold. */
export async function settle(settling: Settling<OutlierCurveRow[]>): Promise<Settled> {
  const { layers, numbers, outliers, run } = settling;
  if (run.random === 0) return {};
  const focus = await settling.focusLayers();
  const isDecomposed = (layer: number) => focus.some((it) => it.layer === layer);
  return {
    evidence: {
      robustness: robustnessRows(layers),
      peaks: peakRows(layers),
      outlier_tables: outlierTables(focus, { outliers, states: run.states }),
      outlier_curve: numbers.flatMap(({ layer, numbers }) => isDecomposed(layer) ? numbers : []),
    },
    columns: { layers: (layer) => outlierColumns(layer, settling) },
  };
}

function outlierColumns(
  layer: number,
  { run, dimensions }: Pick<Settling, "run" | "dimensions">,
): Pick<LayerEvidence, "mu" | "outliers" | "has_outliers" | "outliers_capped" | "outlier_share"> {
  const state = run.states.get(layer)!;
  const { coordinates, isCapped } = dimensions.get(layer) ??
    { coordinates: [], isCapped: false };
  const length = dot(state.mu, state.mu);
  const held = coordinates.reduce((sum, k) => sum + state.mu[k]! ** 2, 0);
  return {
    mu: state.source,
    outliers: [...coordinates],
    has_outliers: coordinates.length > 0,
    outliers_capped: isCapped,
    outlier_share: length === 0 ? 0 : held / length,
  };
}
