/**
 * What is said where PC1 does not change, or not by more than noise.
 *
 * @module
 */

import { arithmeticError, hiddenBy, MIN_FLOORS } from "../analyses/noise_floor/schema.ts";
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

/** As it reads after "clear of". */
export const ARITHMETIC = "what float32 arithmetic may be off by";

/** What hides a change of PC1 at a layer that is within the noise. */
export interface Noise {
  /** As it reads after "clear of". */
  readonly name: string;
  /** What it does to the output, as it reads after "and". */
  readonly moves: string;
  /** |d| beside it. */
  readonly length: string;
}

/** The arithmetic where that is what hides it, else the rounding of the weights. */
export function noiseAt({ mlp }: Pick<Measured, "mlp">, layer: number): Noise {
  const row = rowAt(mlp, layer);
  if (row !== undefined && hiddenBy(row) === "arithmetic") {
    const moves = `float32 arithmetic may be off by ${formatNumber(arithmeticError(row))}`;
    const length = `|d| is ${
      formatNumber(row.delta_norm)
    }, and ${moves}; a difference is ${MIN_FLOORS} times that`;
    return { name: ARITHMETIC, moves, length };
  }
  return {
    name: "the rounding noise of the weights",
    moves: `rounding the weights of the base to bfloat16 alone moves its output by ${
      formatNumber(row?.noise_floor ?? 0)
    }`,
    length: `|d| is ${
      formatNumber(row?.delta_over_floor ?? 0, 2)
    } times as long as what rounding the base to bfloat16 does, less than ${MIN_FLOORS}`,
  };
}

/** The sentence of a layer at which PC1 changes within the noise. */
export function withinNoise(measured: Measured, layer: number): string {
  const { name, length } = noiseAt(measured, layer);
  return `No difference to speak of: at layer ${layer} the change of the MLP output for ${
    peakLabel(measured.pcs)
  } is not clear of ${name} (${length}).`;
}
