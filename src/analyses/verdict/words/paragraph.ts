/**
 * The paragraph of a verdict: how far, of how many layers, what of it one coordinate is, and what it does not say.
 *
 * @module
 */

import { MOST_SINGLE_ROLES } from "../../../results/single_roles.ts";
import { analysedLayers, noiseAt } from "../../../text/no_difference.ts";
import { rowAt } from "../../../results/peak_input.ts";
import {
  BEYOND_ROLES,
  cellAt,
  LARGEST_ANGLE,
  RAW,
  TRIMMED,
} from "../../../results/verdict_cells.ts";
import { peakLabel } from "../../../text/component_label.ts";
import {
  capitalised,
  countWord,
  formatDegrees,
  formatNumber,
  formatPercent,
  ordinal,
  withoutOutliers,
} from "../../../text/words.ts";
import { MIN_FLOORS } from "../../noise_floor/schema.ts";
import { angleUnder, type Judged } from "./told.ts";

const SCOPE =
  "All of this concerns the MLP in isolation, given directions and no text: it says nothing about behaviour.";

/** What a reader must know beside the answer. */
export function verdictParagraph(judged: Judged): string {
  const { measured, verdict: { layer, no_difference } } = judged;
  const label = peakLabel(measured.pcs);
  if (no_difference === "within_noise") {
    const row = rowAt(measured.mlp, layer);
    return `At layer ${layer} |d| = ${formatNumber(row?.delta_norm ?? 0)} for ${label}, and ${
      noiseAt(measured, layer).moves
    }; from ${MIN_FLOORS} times as much on a change is called a difference. ${SCOPE}`;
  }
  if (no_difference !== null) {
    const where = no_difference === "everywhere" ? "every layer analysed" : `layer ${layer}`;
    return `At ${where} |d| and the angle of ${label} are exactly 0. ${SCOPE}`;
  }
  return [
    howFar(judged),
    oneCoordinate(judged),
    outlierSentence(judged),
    singleRoles(judged),
    chosen(judged),
    SCOPE,
  ].filter((sentence) => sentence !== "").join(" ");
}

function howFar({ measured, verdict }: Judged): string {
  const { layer, reversed_angle } = verdict;
  const label = peakLabel(measured.pcs);
  const { value = null, rank = null, of = null, best_layer = null, best_value = null } =
    cellAt(verdict.table, LARGEST_ANGLE, RAW) ?? {};
  if (value === null) return `The angle of ${label} at layer ${layer} was not measured.`;
  const analysed = analysedLayers(measured.options.layers);
  const standing = of === 1
    ? "the only layer analysed"
    : rank === 1
    ? `the largest angle of ${analysed}`
    : `the ${ordinal(rank ?? 0)} largest angle of ${analysed}, the largest being ${
      formatDegrees(best_value ?? 0)
    } at layer ${best_layer}`;
  const sign = reversed_angle === null
    ? ""
    : ` Reversed, it turns by ${
      formatDegrees(reversed_angle)
    }; p-values and ranks take the larger of the two signs.`;
  return `At layer ${layer} the MLP output for ${label} turns by ${
    formatDegrees(value)
  } from base to instruct, ${standing}.${sign}`;
}

function oneCoordinate({ verdict: { largest_coordinate } }: Judged): string {
  if (largest_coordinate === null) return "";
  const { share, outlier } = largest_coordinate;
  const which = outlier === null ? "" : `, number ${outlier},`;
  return `The largest coordinate of d${which} holds ${formatPercent(share)} of |d|².`;
}

function outlierSentence(judged: Judged): string {
  const { evidence, verdict: { layer, angular_peaks } } = judged;
  const known = evidence.layers.find((it) => it.layer === layer);
  if (known === undefined) return "";
  const n = known.outliers.length;
  if (n === 0) return "This layer has no outlier dimension that could account for the angle.";
  const without = withoutOutliers(n);
  const left = angleUnder(judged, TRIMMED);
  if (left === null) return `What is left of the angle ${without} was not measured.`;
  const peak = angular_peaks === null
    ? ""
    : angular_peaks.raw === angular_peaks.trimmed
    ? `; the angular peak is layer ${angular_peaks.raw} with and without them`
    : `; the angular peak is layer ${angular_peaks.raw} on all coordinates and layer ${angular_peaks.trimmed} without them`;
  const capped = known.outliers_capped ? ", the largest of more that meet the criterion" : "";
  const mu = known.mu === "mean role" ? "mean role vector" : "default vector";
  return `${capitalised(without)}${capped}, of largest |µ_k| with µ the ${mu}, it turns by ${
    formatDegrees(left)
  }${peak}.`;
}

function singleRoles({ measured, verdict: { table } }: Judged): string {
  const { count = null, n = null } = cellAt(table, BEYOND_ROLES, RAW) ?? {};
  if (count === null || n === null) return "No single role or trait was run beside it.";
  const without = cellAt(table, BEYOND_ROLES, TRIMMED)?.count ?? null;
  const also = without === null ? "" : `, and ${countWord(without)} without the outlier dimensions`;
  const { roles, traits } = measured.inputs.vectors;
  const drawn = n >= roles + traits
    ? ""
    : n === MOST_SINGLE_ROLES
    ? ` (of ${roles + traits}, drawn at random)`
    : ` (of ${
      roles + traits
    }: the rest has no vector of any length at layer ${measured.options.pca_layer})`;
  return `Of ${n} single ${traits === 0 ? "roles" : "roles and traits"}${drawn} ${
    countWord(count)
  } ${count === 1 ? "turns" : "turn"} at least as far${also}.`;
}

function chosen({ measured, verdict: { layer, is_chosen_after_looking } }: Judged): string {
  const { angular } = measured.peaks;
  const why = angular === null || angular.layer === layer
    ? "it is the peak"
    : `the angular peak, layer ${angular.layer}, is within the noise and this one, the absolute peak, is not`;
  return is_chosen_after_looking
    ? `Layer ${layer} was chosen after looking, because ${why}: family-wise p-values (max-T over the layers) allow for that, the comparison with single roles does not.`
    : "";
}
