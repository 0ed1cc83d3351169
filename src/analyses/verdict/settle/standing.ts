/**
 * What stands beside the answer of a verdict: peaks, signs, the coordinate that holds most, and how firm a *yes* is.
 *
 * @module
 */

import { DECISIVE_CONDITIONS, RAW, TRIMMED } from "../../../results/verdict_cells.ts";
import { ALPHA } from "../../../math/significance.ts";
import type { LayerChanges } from "../../../measure/layer_changes.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Verdict, VerdictCell } from "../../../results.ts";
import type { Condition, Reading, VerdictEvidence } from "./conditions.ts";

/** Names of the conditions that decide: a layer without outlier dimensions has no condition without them. */
export function decisive(conditions: readonly Pick<Condition, "name">[]): string[] {
  return DECISIVE_CONDITIONS.filter((name) =>
    conditions.some((condition) => condition.name === name)
  );
}

/**
 * The angular peaks of PC1 on all coordinates and, where that is a condition, without the outlier dimensions, among layers clear of the
 * noise; the lowest layer wins a tie. Null where there is a single layer, where PC1 turns at none, or where one is unknown.
 */
export function angularPeaks(
  conditions: readonly Condition[],
  withinNoise: readonly number[],
): Verdict["angular_peaks"] {
  const known = (name: string) =>
    (conditions.find((condition) => condition.name === name)?.readings ?? [])
      .flatMap(({ layer, angle }) =>
        angle === null || withinNoise.includes(layer) ? [] : [{ layer, angle }]
      )
      .sort((a, b) => b.angle - a.angle || a.layer - b.layer);
  const [raw, trimmed] = [known(RAW), known(TRIMMED)];
  const hasTrimmed = conditions.some(({ name }) => name === TRIMMED);
  return raw[0] === undefined || raw[0].angle === 0 || raw.length === 1 ||
      hasTrimmed && trimmed[0] === undefined
    ? null
    : { raw: raw[0].layer, trimmed: trimmed[0]?.layer ?? null };
}

/** The angle of -PC1 where it turns farther. */
export function reversedAngle(reading: Reading | undefined): number | null {
  if (reading === undefined || reading.angle === null || reading.largerAngle === null) return null;
  return reading.largerAngle > reading.angle ? reading.largerAngle : null;
}

/** The coordinate of d that holds most of |d|^2; `changes` are those of the layer, where its d is at hand. */
export function largestCoordinate(
  { robustness, layers }: VerdictEvidence,
  { layer, changes }: { layer: number; changes: Pick<LayerChanges, "d"> | undefined },
): Verdict["largest_coordinate"] {
  const share =
    robustness.find((row) =>
      row.layer === layer && row.variant === "raw" && row.input_vector === PEAK_INPUT
    )?.top1_share ?? null;
  if (share === null) return null;
  const largest = changes === undefined ? null : indexOfLargest(changes.d);
  const outliers = layers.find((it) => it.layer === layer)?.outliers ?? [];
  const isOutlier = largest !== null && outliers.includes(largest);
  return { share, outlier: isOutlier ? largest : null };
}

function indexOfLargest(values: Float64Array): number {
  return values.reduce((best, value, i) => Math.abs(value) > Math.abs(values[best]!) ? i : best, 0);
}

/**
 * The fewest further random role mixtures as far as PC1 that would lift a deciding p above its bound: p = (1 + count) / (n + 1), and n
 * stays. Null where no p is known.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { drawsToChange } from "./standing.ts";
 * // Of 99 draws 4 may go as far (p = 0.05), and 1 does.
 * assert(drawsToChange([{ p: 0.01, n: 99 }, { p: 0.02, n: 99 }]) === 4);
 * ```
 */
export function drawsToChange(deciding: readonly Pick<VerdictCell, "p" | "n">[]): number | null {
  const further = deciding.flatMap(({ p, n }) =>
    p === null || n === null ? [] : [Math.floor(ALPHA * (n + 1)) - Math.round(p * (n + 1)) + 1]
  );
  return further.length === 0 ? null : Math.min(...further);
}
