/**
 * Looking up evidence: what belongs to a layer, an input vector, a baseline and a variant.
 *
 * @module
 */

import { degrees } from "../../math/angle.ts";
export { degreesOrNull } from "../../math/angle.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type {
  BaselineName,
  BaselineRow,
  Evidence,
  LayerEvidence,
  QuantileRow,
  RankRow,
  Results,
  RobustnessRow,
  Variant,
} from "../../results.ts";

/** Results that carry evidence. */
export type EvidentResults = Results & { evidence: Evidence };

/** Narrows results to those with evidence. */
export function hasEvidence(results: Results): results is EvidentResults {
  return results.evidence !== null;
}

/** The variants in the order in which pages show them, each with what counts in it. */
export const VARIANTS = [
  { name: "raw", counts: "all coordinates" },
  { name: "trimmed", counts: "without the outlier dimensions" },
  { name: "centred", counts: "without the component along µ" },
] as const satisfies { name: Variant; counts: string }[];

/** The baselines from the strongest comparison to the weakest, as pages name them. */
export const BASELINES = [
  { name: "roles", label: "single roles and traits" },
  { name: "persona", label: "random role mixtures" },
  { name: "isotropic", label: "random directions" },
] as const satisfies { name: BaselineName; label: string }[];

const TURN_COLUMN = {
  raw: "delta_angular",
  trimmed: "delta_angular_trimmed",
  centred: "delta_angular_centred",
} as const satisfies Record<Variant, keyof BaselineRow>;

/** The layer that evidence pages look at: that of the verdict, else the angular peak, else the first. */
export function evidenceLayer({ evidence, peaks, mlp }: Results): number {
  return evidence?.verdict?.layer ?? peaks.angular?.layer ?? mlp[0]?.layer ?? 0;
}

/** How far one direction of a baseline turns the output. */
export interface DirectionTurn {
  index: number;
  /** 1 - cos of the larger of its two signs. */
  turn: number;
}

/** The directions of a baseline at a layer by the larger of their two signs, those of which either is unknown left out. */
export function directionTurns(
  rows: readonly BaselineRow[],
  { layer, baseline, variant }: { layer: number; baseline: BaselineName; variant: Variant },
): DirectionTurn[] {
  const largest = new Map<number, number | null>();
  for (const row of rows) {
    if (row.layer !== layer || row.baseline !== baseline) continue;
    const turn = row[TURN_COLUMN[variant]];
    const other = largest.get(row.index) ?? 0;
    const isUnknown = turn === null || largest.get(row.index) === null;
    largest.set(row.index, isUnknown ? null : Math.max(turn, other));
  }
  return [...largest].flatMap(([index, turn]) => turn === null ? [] : [{ index, turn }]);
}

/** One input vector in one variant at a layer. */
export function robustnessRow(
  { robustness }: Evidence,
  { layer, name, variant }: { layer: number; name: string; variant: Variant },
): RobustnessRow | undefined {
  return robustness.find((row) =>
    row.layer === layer && row.input_vector === name && row.variant === variant
  );
}

/** Spread of one baseline in one variant at a layer. */
export function quantileRow(
  { quantiles }: Evidence,
  { layer, baseline, variant }: { layer: number; baseline: BaselineName; variant: Variant },
): QuantileRow | undefined {
  return quantiles.find((row) =>
    row.layer === layer && row.baseline === baseline && row.variant === variant
  );
}

/** PC1 among single roles and traits at a layer. */
export function rankRow({ ranks }: Evidence, layer: number, variant: Variant): RankRow | undefined {
  return ranks.find((row) => row.layer === layer && row.variant === variant);
}

/** What else is known of a layer. */
export function layerEvidence({ layers }: Evidence, layer: number): LayerEvidence | undefined {
  return layers.find((row) => row.layer === layer);
}

/** The larger of the angles of PC1 and -PC1 in degrees, the statistic of the p-values; null where either is unknown. */
export function peakStatistic(evidence: Evidence, layer: number, variant: Variant): number | null {
  const turn = (name: string) =>
    robustnessRow(evidence, { layer, name, variant })?.delta_angular ?? null;
  const [plus, minus] = [turn(PEAK_INPUT), turn(`-${PEAK_INPUT}`)];
  return plus === null || minus === null ? null : degrees(Math.max(plus, minus));
}
