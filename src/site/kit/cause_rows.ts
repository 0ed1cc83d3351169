/**
 * Looking up causes: what belongs to a layer, an input vector, a variant and a baseline.
 *
 * @module
 */

import { degrees } from "../../math/angle.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type {
  AttributionRow,
  BaselineName,
  Causes,
  OutputVariant,
  Quantity,
  Results,
  SelfProjectionRow,
  SpreadRow,
} from "../../results.ts";
import { evidenceLayer } from "./evident.ts";
import { analysedLayers } from "./layer_strip.ts";

/** Results that tell where changes arise. */
export type CausedResults = Results & { causes: Causes };

/** Narrows results to those with causes. */
export function hasCauses(results: Results): results is CausedResults {
  return results.causes !== null;
}

/** The variants of quantities in the output space, each with what counts in it. */
export const OUTPUT_VARIANTS_SHOWN = [
  { name: "raw", counts: "all coordinates" },
  { name: "trimmed", counts: "without the outlier dimensions" },
] as const satisfies { name: OutputVariant; counts: string }[];

/** The decomposed layers, of which sentences are made and neurons are known. */
export function decomposedLayers({ decompositions }: Pick<Results, "decompositions">): number[] {
  return Object.keys(decompositions).map(Number);
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

/** Spread of a quantity over the draws of a baseline at a layer. */
export function spreadRow(
  { spreads }: Causes,
  { layer, quantity, variant, baseline }: {
    layer: number;
    quantity: Quantity;
    variant: OutputVariant;
    baseline: BaselineName;
  },
): SpreadRow | undefined {
  return spreads.find((row) =>
    row.layer === layer && row.quantity === quantity && row.variant === variant &&
    row.baseline === baseline
  );
}

/** The tensors' shares of the change of PC1 at a layer. */
export function peakAttribution({ attribution }: Causes, layer: number): AttributionRow[] {
  return attribution.filter((row) => row.layer === layer && row.input_vector === PEAK_INPUT);
}

/** How even the change of PC1 is at a layer; null where unknown. */
export function peakEvenShare(
  { parity }: Causes,
  { layer, stage, variant }: { layer: number; stage: "down" | "output"; variant: OutputVariant },
): number | null {
  return parity.find((row) =>
    row.layer === layer && row.input_vector === PEAK_INPUT && row.stage === stage &&
    row.variant === variant
  )?.even_share ?? null;
}

/** How far the outputs for an input vector lie along it. */
export function selfProjectionRow(
  { self_projection }: Causes,
  { layer, name, variant }: { layer: number; name: string; variant: OutputVariant },
): SelfProjectionRow | undefined {
  return self_projection.find((row) =>
    row.layer === layer && row.input_vector === name && row.variant === variant
  );
}

/** Instruct less base along the input itself; null where either is unknown. */
export function selfProjectionChange(row: SelfProjectionRow | undefined): number | null {
  const [base, instruct] = [row?.base_self_projection, row?.instruct_self_projection];
  return typeof base === "number" && typeof instruct === "number" ? instruct - base : null;
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

/** The largest angle of PC1, -PC1 and the draws' 95 % quantiles at a layer, in degrees. */
export function largestStageAngle({ stages, spreads }: Causes, layer: number): number {
  const isPeak = (name: string) => name === PEAK_INPUT || name === `-${PEAK_INPUT}`;
  const turns = [
    ...stages.filter((row) => row.layer === layer && isPeak(row.input_vector))
      .map((row) => row.delta_angular),
    ...spreads.filter((row) => row.layer === layer && row.quantity.endsWith("_angular"))
      .map((row) => row.q95),
  ];
  return Math.max(0, ...turns.map((turn) => turn === null ? 0 : degrees(turn)));
}

/** True where there is something to show of a layer: it was looked into, and something differs. */
export function hasLayerCauses(results: CausedResults, layer: number): boolean {
  return largestStageAngle(results.causes, layer) > 0 ||
    attributionVariants(results, [layer]).length > 0;
}
