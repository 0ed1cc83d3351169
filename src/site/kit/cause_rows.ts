/**
 * Looking up causes: what belongs to a layer, an input vector, a variant and a baseline.
 *
 * @module
 */

import { degrees } from "../../math/angle.ts";
import { index } from "../../results/lookup.ts";
import { decomposedLayers, PEAK_INPUT } from "../../results/peak_input.ts";
import type {
  AttributionRow,
  BaselineName,
  Causes,
  OutputVariant,
  Quantity,
  Results,
  SpreadRow,
} from "../../results.ts";
import { evidenceLayer } from "./evident.ts";
import { analysedLayers } from "./layer_strip.ts";
import { OUTPUT_VARIANTS_SHOWN } from "./comparison_names.ts";

/** Results that tell where changes arise. */
export type CausedResults = Results & { causes: Causes };

/** Narrows results to those with causes. */
export function hasCauses(results: Results): results is CausedResults {
  return results.causes !== null;
}

/** The layer that opens pages about causes: the one of the evidence where it was decomposed, else the first decomposed. */
export function causeLayer(results: Results): number {
  const decomposed = decomposedLayers(results);
  const layer = evidenceLayer(results);
  return decomposed.includes(layer) ? layer : decomposed[0] ?? layer;
}

/** The layers that the page of causes shows one by one: those decomposed, the one that opens the page first. */
export function causeLayers(results: Results): number[] {
  return [...new Set([causeLayer(results), ...decomposedLayers(results)])];
}

/** Spread of a quantity over the directions of a baseline at a layer. */
export function spreadRow(
  { spreads }: Causes,
  of: { layer: number; quantity: Quantity; variant: OutputVariant; baseline: BaselineName },
): SpreadRow | undefined {
  return index(spreads, "layer", "quantity", "variant", "baseline")(of);
}

/** The tensors' shares of the change of PC1 at a layer. */
export function peakAttribution({ attribution }: Causes, layer: number): AttributionRow[] {
  return attribution.filter((row) => row.layer === layer && row.input_vector === PEAK_INPUT);
}

/** The variants of which any share is known at one of the layers. */
export function attributionVariants(
  { causes, mlp }: CausedResults,
  layers: readonly number[] = analysedLayers({ mlp }),
) {
  const rows = layers.flatMap((layer) => peakAttribution(causes, layer));
  return OUTPUT_VARIANTS_SHOWN.filter(({ name }) =>
    rows.some((row) => (name === "raw" ? row.share : row.trimmed_share) !== null)
  );
}

/** The largest angle of PC1, -PC1 and the 95 % quantiles of what stands beside them at a layer, in degrees. */
export function largestStageAngle({ stages, spreads }: Causes, layer: number): number {
  const isPeak = (name: string) => name === PEAK_INPUT || name === `-${PEAK_INPUT}`;
  const angles = [
    ...stages.filter((row) => row.layer === layer && isPeak(row.input_vector))
      .map((row) => row.delta_angular),
    ...spreads.filter((row) => row.layer === layer && row.quantity.endsWith("_angular"))
      .map((row) => row.q95),
  ];
  return Math.max(0, ...angles.map((angle) => angle === null ? 0 : degrees(angle)));
}

/** True where there is something to show of a layer: it was looked into, and something differs. */
export function hasLayerCauses(results: CausedResults, layer: number): boolean {
  return largestStageAngle(results.causes, layer) > 0 ||
    attributionVariants(results, [layer]).length > 0;
}
