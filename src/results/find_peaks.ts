/**
 * The two peak layers of PC1, and which of them the hypothesis layer is.
 *
 * @module
 */

import type { HypothesisStanding, NoPeak, Peaks } from "../analyses/change/schema.ts";
import { HYPOTHESIS_LAYER, PEAK_INPUT } from "./input_names.ts";

/** The columns that peaks are read off. */
interface PeakRow {
  readonly layer: number;
  readonly input_vector: string;
  readonly delta_norm: number;
  readonly delta_angular: number | null;
}

/**
 * The layers of largest `delta_norm` (absolute) and largest `delta_angular` (angular) of PC1; the lowest layer wins a tie. Null
 * where the column is zero at every layer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findPeaks } from "./find_peaks.ts";
 * const peaks = findPeaks([
 *   { layer: 3, input_vector: "PC1", delta_norm: 2, delta_angular: 0.5 },
 *   { layer: 4, input_vector: "PC1", delta_norm: 3, delta_angular: 0.1 },
 * ]);
 * assert(peaks.absolute?.layer === 4 && peaks.angular?.layer === 3);
 * ```
 */
export function findPeaks(rows: readonly PeakRow[]): Peaks {
  const absolute = largest(rows, "delta_norm");
  const angular = largest(rows, "delta_angular");
  return {
    absolute: absolute && { layer: absolute.layer, delta_norm: absolute.delta_norm },
    angular: angular && { layer: angular.layer, delta_angular: angular.delta_angular ?? 0 },
  };
}

function largest(rows: readonly PeakRow[], column: "delta_norm" | "delta_angular"): PeakRow | null {
  let peak: PeakRow | null = null;
  for (const row of rows) {
    // No peak where nothing changes, and none where the angle is unknown.
    const value = row[column] ?? 0, highest = peak?.[column] ?? 0;
    if (row.input_vector !== PEAK_INPUT || value === 0) continue;
    const isHigher = value > highest;
    const isEarlierTie = peak !== null && value === highest && row.layer < peak.layer;
    if (isHigher || isEarlierTie) peak = row;
  }
  return peak;
}

/** Why a peak is not there; null for one that is. */
export function whyNoPeak(rows: readonly PeakRow[], { absolute, angular }: Peaks): NoPeak {
  const isSame = rows.every(({ delta_norm }) => delta_norm === 0);
  const hasUnknown = rows.some((row) =>
    row.input_vector === PEAK_INPUT && row.delta_angular === null
  );
  return {
    absolute: absolute !== null ? null : isSame ? "same_outputs" : "same_for_pc1",
    angular: angular !== null ? null : hasUnknown ? "no_angle" : "same_direction",
  };
}

/** Which peak the layer is that published analyses singled out. */
export function hypothesisStanding(
  { absolute, angular }: Peaks,
  analysed: readonly number[],
): HypothesisStanding {
  if (!analysed.includes(HYPOTHESIS_LAYER)) return "not_analysed";
  const isAbsolute = absolute?.layer === HYPOTHESIS_LAYER;
  const isAngular = angular?.layer === HYPOTHESIS_LAYER;
  if (isAbsolute && isAngular) return "both";
  return isAngular ? "angular" : isAbsolute ? "absolute" : "neither";
}
