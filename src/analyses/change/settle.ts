/**
 * The two peak layers of PC1.
 *
 * @module
 */

import { degreesOrNull } from "../../math/angle.ts";
import { signedName } from "../../prepare/input_groups.ts";
import type { Settled, Settling } from "../analysis.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { MlpRow, Results } from "../../results.ts";

/** The columns that peaks are read off. */
type PeakRow = Pick<MlpRow, "layer" | "input_vector" | "delta_norm" | "delta_angular">;

/**
 * The layers of largest `delta_norm` (absolute) and largest `delta_angular` (angular) of PC1; the lowest layer wins a tie. Null
 * where the column is zero at every layer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findPeaks } from "./settle.ts";
 * const peaks = findPeaks([
 *   { layer: 3, input_vector: "PC1", delta_norm: 2, delta_angular: 0.5 },
 *   { layer: 4, input_vector: "PC1", delta_norm: 3, delta_angular: 0.1 },
 * ]);
 * assert(peaks.absolute?.layer === 4 && peaks.angular?.layer === 3);
 * ```
 */
export function findPeaks(rows: readonly PeakRow[]): Results["peaks"] {
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

/** The main table by layer, then PC1, -PC1, PC2, ..., and its peaks; PC1 in other spaces is not part of it. */
export function settle({ layers, names }: Settling): Settled {
  const mlp = layers.flatMap(({ layer, deltas }) =>
    deltas.filter(({ name }) => names.includes(name)).map(({ name, sign, delta }) => {
      const { base_output_norm, instruct_output_norm, delta_norm, delta_angular } = delta;
      return {
        layer,
        input_vector: signedName(name, sign),
        base_output_norm,
        instruct_output_norm,
        delta_norm,
        delta_angular,
        angle_degrees: degreesOrNull(delta_angular),
        delta_relative: base_output_norm === 0 ? null : delta_norm / base_output_norm,
        radial_share: delta_norm === 0
          ? null
          : ((instruct_output_norm - base_output_norm) / delta_norm) ** 2,
      };
    })
  );
  // The other columns are those of other analyses.
  return { results: { mlp: mlp as MlpRow[], peaks: findPeaks(mlp) } };
}
