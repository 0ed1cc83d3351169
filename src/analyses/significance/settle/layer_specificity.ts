/**
 * How far PC1 turns beside what it is compared with, at one layer.
 *
 * @module
 */

import type { LayerEvidence, MlpRow } from "../../../results.ts";
import { degrees } from "../../../math/angle.ts";
import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import { drawsAt, signedAngular } from "../../../measure/draws.ts";
import type { LayerChanges } from "../../../measure/layer_changes.ts";
import { summarise } from "../../../math/quantiles.ts";
import { specificity, specificityReference } from "./specificity.ts";

/** The columns of a layer's evidence that tell of specificity. */
export type SpecificityColumns = Pick<
  LayerEvidence,
  | "specificity"
  | "ln_ratio_persona_median"
  | "ln_ratio_pc2"
  | "ln_ratio_negative"
  | "specificity_reference"
>;

/** Ratios of the angle of PC1 to those of the median random role mixture (larger sign), PC2 and -PC1. */
export function layerSpecificity(
  layerIx: number,
  { layers, mlp }: { layers: readonly LayerChanges[]; mlp: readonly MlpRow[] },
): SpecificityColumns {
  const layer = layers[layerIx]?.layer;
  const changeOf = (name: string) =>
    layer === undefined ? null : rowAt(mlp, layer, name)?.delta_angular ?? null;
  const angleOf = (name: string) => {
    const change = changeOf(name);
    return change === null ? null : degrees(change);
  };
  const measured = layers[layerIx];
  const draws = measured === undefined
    ? []
    : drawsAt(measured, { baseline: "persona", variant: "raw" }) ?? [];
  const { q50 } = summarise(draws, draws);
  const isotropic = measured === undefined
    ? null
    : signedAngular(measured, { baseline: "isotropic", variant: "raw" });
  const random = isotropic === null ? null : summarise([], isotropic).mean;
  const specific = specificity({
    pc1: angleOf(PEAK_INPUT),
    personaMedian: q50 === null ? null : degrees(q50),
    pc2: angleOf("PC2"),
    negative: angleOf(`-${PEAK_INPUT}`),
  });
  const reference = { pc1: changeOf(PEAK_INPUT), random, pc2: changeOf("PC2") };
  return { ...specific, specificity_reference: specificityReference(reference) };
}
