/**
 * Sentences about what becomes of the peaks on other coordinates of the outputs.
 *
 * @module
 */

import { hasOutliers } from "../../results/outlier_layers.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { index } from "../../results/lookup.ts";
import { isWithinNoise, spokenVerdict } from "../../results/spoken.ts";
import type { Evidence, Finding, Measured, Variant } from "../../results.ts";
import { capitalised, formatAngle, withoutOutliers } from "../../text/words.ts";

/** The peaks without the outlier dimensions, and without the mean direction. */
export function words(measured: Measured): Finding[] {
  const judged = spokenVerdict(measured);
  return judged === null ? [] : [
    ...variantPeaks(measured, judged.evidence, "trimmed"),
    ...variantPeaks(measured, judged.evidence, "centred"),
  ];
}

/** Where the peaks of PC1 go on the coordinates that a variant keeps. */
function variantPeaks(measured: Measured, evidence: Evidence, variant: Variant): Finding[] {
  const peakOf = index(evidence.peaks, "input_vector", "variant");
  const raw = peakOf({ input_vector: PEAK_INPUT, variant: "raw" });
  const kept = peakOf({ input_vector: PEAK_INPUT, variant });
  if (measured.options.layers.length === 1 || raw === undefined || kept === undefined) return [];
  const [from, to] = [raw.angular_layer, kept.angular_layer];
  if (from === null || to === null || isWithinNoise(measured, to)) return [];
  const rowOf = index(evidence.robustness, "layer", "input_vector", "variant");
  const angleAt = (layer: number, name: Variant) => {
    const angle = rowOf({ layer, input_vector: PEAK_INPUT, variant: name })?.delta_angular ?? null;
    return angle === null ? "an unknown angle" : formatAngle(angle);
  };
  // At layers that have no outlier dimensions both peaks are read off the same figures.
  if (variant === "trimmed" && !hasOutliers(evidence)) return [];
  const counts = new Set(evidence.layers.map(({ outliers }) => outliers.length));
  const [count] = counts;
  const isOne = counts.size === 1 && count === 1;
  const it = variant === "trimmed" && !isOne ? "them" : "it";
  const figures = (layer: number) =>
    `layer ${layer} (${angleAt(layer, "raw")} on all coordinates, ${
      angleAt(layer, variant)
    } without ${it})`;
  const angular = from === to
    ? `stays at ${figures(from)}`
    : `moves from ${figures(from)} to ${figures(to)}`;
  const without = variant === "trimmed"
    ? capitalised(
      counts.size === 1
        ? withoutOutliers(count ?? 0)
        : "without the outlier dimensions of each layer",
    )
    : "Without the component along µ";
  const farthest = raw.absolute_layer === null || kept.absolute_layer === null
    ? ""
    : `, and the absolute peak ${moved(raw.absolute_layer, kept.absolute_layer)}`;
  return [{
    topic: variant,
    layer: null,
    text: `${without} the angular peak of ${PEAK_INPUT} ${angular}${farthest}.`,
    short: `${without} the angular peak ${moved(from, to)}.`,
    layers: [...new Set([from, to])],
  }];
}

function moved(from: number, to: number): string {
  return from === to ? `stays at layer ${from}` : `moves from layer ${from} to layer ${to}`;
}
