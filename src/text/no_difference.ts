/**
 * What is said where PC1 does not change, or not by more than noise.
 *
 * @module
 */

import { MIN_FLOORS } from "../analyses/noise_floor/schema.ts";
import { rowAt } from "../results/peak_input.ts";
import type { Measured } from "../results.ts";
import { peakLabel } from "./component_label.ts";
import { formatLayers } from "./layers.ts";
import { formatNumber } from "./words.ts";

/** The analysed layers in words, for instance `the 10 layers analysed (15-24)`. */
export function analysedLayers(layers: readonly number[]): string {
  return layers.length === 1
    ? `the one layer analysed (${formatLayers(layers)})`
    : `the ${layers.length} layers analysed (${formatLayers(layers)})`;
}

/** The sentence of a run in which PC1 changes at no layer. */
export function noDifference({ no_peak, pcs, options }: Measured): string {
  const what = no_peak.absolute === "same_outputs" ? "every input vector" : peakLabel(pcs);
  return `No difference: base and instruct give the same MLP output for ${what} at ${
    analysedLayers(options.layers)
  }.`;
}

/** The sentence of a layer at which PC1 changes within the rounding noise of the weights. */
export function withinNoise({ mlp, pcs }: Measured, layer: number): string {
  const floors = formatNumber(rowAt(mlp, layer)?.delta_over_floor ?? 0, 2);
  return `No difference to speak of: at layer ${layer} the change of the MLP output for ${
    peakLabel(pcs)
  } is not clear of the rounding noise of the weights (|d| is ${floors} times as long as what rounding the base to bfloat16 does, less than ${MIN_FLOORS}).`;
}
