/**
 * The two peaks of PC1 in large figures.
 *
 * @module
 */

import { index } from "../../../results/lookup.ts";
import { rowAt } from "../../../results/peak_input.ts";
import { isWithinNoise } from "../../../results/spoken.ts";
import type { Results } from "../../../results.ts";
import { baselineSummaries } from "../../../results/baseline_summary.ts";
import { peakLabel } from "../../../site/kit/components.ts";
import { degreesText, significant } from "../../../site/kit/numbers.ts";
import { layerPath } from "../../../site/kit/paths.ts";
import type { Section } from "../../../site/kit/section.ts";

interface PeakView {
  term: string;
  /** Null where there is no peak. */
  path: string | null;
  value: string;
  remarks: string[];
}

/** Both at the head of the overview; a peak that is not there says why. */
export function peaksSection(results: Results): Section {
  return {
    isOpening: true,
    template: "peaks",
    content: {
      component: peakLabel(results.pcs),
      peaks: [angularPeak(results), absolutePeak(results)],
    },
  };
}

function angularPeak(results: Results): PeakView {
  const { peaks: { angular }, no_peak, baseline, evidence } = results;
  const term = "Turns most (angular peak)";
  if (angular === null) {
    const where = no_peak.angular === "no_angle" ? "every layer that has one" : "every layer";
    return nowhere(term, `the angle is 0° at ${where}`);
  }
  const { layer, delta_angular } = angular;
  const random = baselineSummaries(baseline, "delta_angular").find((it) => it.layer === layer);
  const quantilesOf = index(evidence?.quantiles ?? [], "layer", "baseline", "variant");
  const median = (baseline: "isotropic" | "persona") =>
    quantilesOf({ layer, baseline, variant: "raw" })?.q50 ?? null;
  const [directions, mixtures] = [median("isotropic"), median("persona")];
  return {
    term,
    path: layerPath(layer),
    value: `layer ${layer}`,
    remarks: [
      `${degreesText(delta_angular)} (1 − cos = ${significant(delta_angular)})`,
      ...noiseRemark(results, layer),
      // Medians of the larger sign, as those of the mixtures; earlier runs have the mean of all rows alone.
      ...directions !== null
        ? [`random directions there: ${degreesText(directions)} in the median`]
        : random
        ? [`random directions there: ${degreesText(random.mean)} on average`]
        : [],
      ...mixtures === null
        ? []
        : [`random role mixtures there: ${degreesText(mixtures)} in the median`],
    ],
  };
}

function absolutePeak(results: Results): PeakView {
  const { peaks: { absolute }, mlp } = results;
  const term = "Moves farthest (absolute peak)";
  if (absolute === null) return nowhere(term, "|d| is 0 at every layer");
  const { layer, delta_norm } = absolute;
  const output = rowAt(mlp, layer);
  return {
    term,
    path: layerPath(layer),
    value: `layer ${layer}`,
    remarks: [
      `|d| = ${significant(delta_norm)}`,
      ...noiseRemark(results, layer),
      ...output ? [`|y base| there = ${significant(output.base_output_norm)}`] : [],
    ],
  };
}

/** A change is shown where no sentence is made of it. */
export function noiseRemark(results: Results, layer: number): string[] {
  return isWithinNoise(results, layer)
    ? ["not clear of the rounding of the weights, so nothing is said of it"]
    : [];
}

function nowhere(term: string, remark: string): PeakView {
  return { term, path: null, value: "nowhere", remarks: [remark] };
}
