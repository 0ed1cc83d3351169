/**
 * What the charts by layer show, each in a line made of its numbers.
 *
 * @module
 */

import { hasOutliers } from "../../results/outlier_layers.ts";
import { index } from "../../results/lookup.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { noisyPeak } from "../../results/spoken.ts";
import type { Results } from "../../results.ts";
import { allOf } from "../../text/words.ts";
import { degreesText, significant } from "./numbers.ts";

/** Where |d| is largest. */
export function movesTitle(results: Results): string {
  const { absolute } = results.peaks;
  if (noisyPeak(results) !== undefined) return "How far the output moves";
  if (absolute === null) return "The output moves at no layer";
  const length = `|d| ${significant(absolute.delta_norm, 3)}`;
  return isOneLayer(results)
    ? `Layer ${absolute.layer} moves the output: ${length}`
    : `The output for ${PEAK_INPUT} moves farthest at layer ${absolute.layer}: ${length}`;
}

/** At how many layers the instruct model's outputs are the longer ones. */
export function lengthsTitle(results: Results): string {
  const rows = results.mlp.filter(({ input_vector }) => input_vector === PEAK_INPUT);
  if (noisyPeak(results) !== undefined) return "How long the outputs are";
  const nLonger = rows.filter((row) => row.instruct_output_norm > row.base_output_norm).length;
  const nEqual = rows.filter((row) => row.instruct_output_norm === row.base_output_norm).length;
  if (nEqual === rows.length) return "The outputs of both models are equally long";
  if (isOneLayer(results)) {
    const which = nLonger === 0 ? "base" : "instruct";
    return `The ${which} model’s output is the longer one at layer ${results.options.layers[0]}`;
  }
  if (nLonger === 0) return "The instruct model’s outputs are longer at no layer";
  return `The instruct model’s outputs are the longer ones at ${
    nLonger === rows.length ? allOf(nLonger) : `${nLonger} of ${rows.length}`
  } layers`;
}

/** Where the angle is largest, and where it is without the outlier dimensions. */
export function turnsTitle(results: Results): string {
  const { angular } = results.peaks;
  if (noisyPeak(results) !== undefined) return "How far the output turns";
  if (angular === null) return "The output turns at no layer";
  const angle = degreesText(angular.delta_angular);
  if (isOneLayer(results)) return `Layer ${angular.layer} turns the output by ${angle}`;
  const farthest =
    `The output for ${PEAK_INPUT} turns farthest at layer ${angular.layer} (${angle})`;
  const trimmed = trimmedPeak(results);
  if (trimmed === null) return farthest;
  return trimmed === angular.layer
    ? `${farthest}, with and without outlier dimensions`
    : `${farthest}; without outlier dimensions at layer ${trimmed}`;
}

/** The same two in half a line, for the first screen. */
export function shortTitles(results: Results): { turns: string; moves: string } {
  const { angular, absolute } = results.peaks;
  if (noisyPeak(results) !== undefined) {
    return { turns: "Angle between the outputs by layer", moves: "Output norms by layer" };
  }
  if (isOneLayer(results)) {
    const [layer] = results.options.layers;
    return {
      turns: angular === null
        ? `Layer ${layer} turns nothing`
        : `Layer ${layer} turns PC1 by ${degreesText(angular.delta_angular)}`,
      moves: `|d| is ${significant(absolute?.delta_norm ?? 0, 3)} at layer ${layer}`,
    };
  }
  const trimmed = angular === null ? null : trimmedPeak(results);
  const without = trimmed === null
    ? ""
    : trimmed === angular?.layer
    ? ", with and without outliers"
    : `; without outliers, layer ${trimmed}`;
  return {
    turns: angular === null
      ? "The outputs turn at no layer"
      : `${PEAK_INPUT} turns most at layer ${angular.layer}${without}`,
    moves: absolute === null
      ? "The outputs differ at no layer"
      : `|d| is largest at layer ${absolute.layer}`,
  };
}

/** The angular peak without the outlier dimensions; null where no layer has any, and where that was not run. */
function trimmedPeak({ evidence }: Results): number | null {
  if (evidence === null || !hasOutliers(evidence)) return null;
  const peakOf = index(evidence.peaks, "input_vector", "variant");
  return peakOf({ input_vector: PEAK_INPUT, variant: "trimmed" })?.angular_layer ?? null;
}

function isOneLayer({ options }: Results): boolean {
  return options.layers.length === 1;
}
