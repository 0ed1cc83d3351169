/**
 * How rare an observed statistic is among the draws of a baseline, at one layer and over all of them.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { deviation, mean } from "d3-array";

/** A p-value up to which a statistic counts as beyond the draws. */
export const ALPHA = 0.05;

/** With fewer draws no p-value can reach {@link ALPHA}. */
export const MIN_DRAWS = 19;

/** A spread below this share of the mean is rounding. */
const NO_SPREAD = 1e-12;

/**
 * p = (1 + #{draws >= observed}) / (N + 1).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rankP } from "./significance.ts";
 * assert(rankP(5, [1, 5, 9]) === 0.75);
 * ```
 */
export function rankP(observed: number, draws: readonly number[]): number {
  let nAtLeast = 0;
  for (const draw of draws) if (draw >= observed) nAtLeast++;
  return (1 + nAtLeast) / (draws.length + 1);
}

/** How many of `n` draws a rank p-value counts: p = (1 + count) / (n + 1). */
export function countOf(p: number, n: number): number {
  return Math.round(p * (n + 1)) - 1;
}

/** The observed statistic of each layer in units of the pooled spread, and its p-value over all layers. */
export interface FamilyWise {
  readonly z: number[]; // per layer
  readonly pfw: number[]; // per layer
}

/**
 * Family-wise p-values over layers. Per layer the observed statistic and the N draws are standardised together, by mean and sd
 * (n - 1) over all N + 1; then p_fw = (1 + #{draws whose largest z over the layers >= z of this layer}) / (N + 1).
 *
 * Together, so that observed and draws are exchangeable where there is no effect: standardised by the draws alone, the observed
 * one can lie farther out than any draw can, and with 46 layers it often does. A layer without spread, as where nothing changes,
 * tells nothing: its own p_fw is 1, and no draw goes far there.
 *
 * @param observed per layer
 * @param draws `draws[k][layerIx]`
 */
export function familyWise(
  observed: readonly number[],
  draws: readonly (readonly number[])[],
): FamilyWise {
  const [z = [], ...zDraws] = pooledZ([observed, ...draws]);
  const maxima = zDraws.map((perLayer) => Math.max(...perLayer));
  return { z, pfw: z.map((value) => rankP(value, maxima)) };
}

/** Each layer (column) standardised over all rows: mean 0, sd (n - 1) 1; -Infinity where a layer has no spread. */
export function pooledZ(rows: readonly (readonly number[])[]): number[][] {
  const nLayers = rows[0]?.length ?? 0;
  const z = rows.map(() => new Array<number>(nLayers).fill(-Infinity));
  for (let layerIx = 0; layerIx < nLayers; layerIx++) {
    const moments = spread(rows.map((row) => row[layerIx]!));
    if (moments === null) continue;
    for (const [k, row] of rows.entries()) {
      z[k]![layerIx] = (row[layerIx]! - moments.mean) / moments.sd;
    }
  }
  return z;
}

/** (value - mean) / sd (n - 1) of the signed draws; null where they have no spread or are fewer than two. */
export function zScore(value: number, signed: readonly number[]): number | null {
  const moments = spread(signed);
  return moments === null ? null : (value - moments.mean) / moments.sd;
}

/** Mean and sd (n - 1); null where the values have no spread or are fewer than two. */
export function spread(values: readonly number[]): { mean: number; sd: number } | null {
  const [centre, sd] = [mean(values), deviation(values)];
  if (centre === undefined || sd === undefined || sd <= NO_SPREAD * Math.abs(centre)) return null;
  return { mean: centre, sd };
}
