/**
 * How often a draw of the baseline would itself be called a finding.
 *
 * @module
 */

import { pooledZ, rankP } from "../../../math/significance.ts";

/** The share of the draws that would pass at one level. */
export interface CalibrationPoint {
  readonly alpha: number;
  readonly share: number;
}

/**
 * Puts each draw in the place of the observed statistic against the other N - 1, and gives per level the share of the draws
 * whose smallest p_fw over the layers is <= alpha; none where there are no draws.
 *
 * The pooled z are the same whichever draw takes that place, so its smallest p_fw is the rank of its largest z. Without ties the
 * share is therefore floor(alpha N) / N: never above the level.
 *
 * @param draws `draws[k][layerIx]`
 */
export function calibration(
  draws: readonly (readonly number[])[],
  alphas: readonly number[],
): CalibrationPoint[] {
  if (draws.length === 0) return [];
  const maxima = pooledZ(draws).map((perLayer) => Math.max(...perLayer));
  const smallest = maxima.map((largest, k) => rankP(largest, maxima.toSpliced(k, 1)));
  return alphas.map((alpha) => ({
    alpha,
    share: smallest.filter((p) => p <= alpha).length / draws.length,
  }));
}
