/**
 * Sentences about how much each matrix itself changed.
 *
 * @module
 */

import { PEAK_INPUT } from "../../results/peak_input.ts";
import { layerSentences } from "../../results/spoken.ts";
import type { Causes, Finding, Measured } from "../../results.ts";
import { formatNumber, formatPercent, list } from "../../text/words.ts";

/** At every decomposed layer at which PC1 changes. */
export function words(measured: Measured): Finding[] {
  const hasBiases = hasBiasedMatrix(measured);
  return layerSentences(
    measured,
    "weight-change",
    (causes, layer) => weightChange(causes, { layer, hasBiases }),
  );
}

/** Whether a product of a matrix has a bias, which is then part of its change. */
export function hasBiasedMatrix({ inputs }: Pick<Measured, "inputs">): boolean {
  return inputs.base.biased.some((part) => part === "gate" || part === "up" || part === "down");
}

function weightChange(
  { weight_change }: Causes,
  { layer, hasBiases }: { layer: number; hasBiases: boolean },
): string | null {
  const here = weight_change.filter((row) => row.layer === layer && row.isotropic_change !== null);
  if (here.length === 0) return null;
  const matrices = list(here.map(({ weight }) => `${weight}_proj`));
  const biased = hasBiases ? ", biases included" : "";
  if (here.every(({ isotropic_change }) => isotropic_change === 0)) {
    return `At layer ${layer} ${matrices} give the same in both models along random inputs${biased}.`;
  }
  const parts = here.map(({ weight, isotropic_change, pc1_gain }) => {
    if (isotropic_change === 0) return `${weight}_proj not at all`;
    const others = weight_change.filter((row) => row.weight === weight && row.layer !== layer);
    const nLess = others.filter((row) => (row.isotropic_change ?? 0) < isotropic_change!).length;
    const every = others.length === 1 ? "the other layer" : "every other layer";
    const rank = others.length === 0
      ? ""
      : others.every((row) => (row.isotropic_change ?? 0) > isotropic_change!)
      ? `, less than at ${every}`
      : nLess === others.length
      ? `, more than at ${every}`
      : `, more than at ${nLess} of the ${others.length} other layers`;
    const gain = pc1_gain === null
      ? ""
      : `, and ${formatNumber(pc1_gain, 3)} times as much along ${PEAK_INPUT}`;
    return `${weight}_proj by ${formatPercent(isotropic_change!)}${rank}${gain}`;
  });
  const ordinary = here.every(({ pc1_gain }) => pc1_gain === null)
    ? ""
    : ` A factor of 1 along ${PEAK_INPUT} is that of an ordinary direction.`;
  return `At layer ${layer} ${matrices} themselves changed${biased}, along random inputs: ${
    parts.join("; ")
  }.${ordinary}`;
}
