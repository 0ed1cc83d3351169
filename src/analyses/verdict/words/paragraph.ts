/**
 * The paragraph of a verdict: how far, of how many layers, what of it one coordinate is, and what it does not say.
 *
 * @module
 */

import { analysedLayers, peakLabel } from "../../change/words.ts";
import { isWithinNoise } from "../../../results/spoken.ts";
import { MIN_FLOORS } from "../../noise_floor/schema.ts";
import { rowAt } from "../../../results/peak_input.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import {
  capitalised,
  countWord,
  formatDegrees,
  formatNumber,
  formatPercent,
  ordinal,
} from "../../../text/words.ts";
import { RAW, TRIMMED } from "../../../results/verdict_cells.ts";
import { withoutOutliers } from "../../../text/words.ts";
import { byTurn, type Judged, peakLayers, readingOf } from "../settle/table.ts";

/** What a reader must know beside the answer. */
export function verdictParagraph(judged: Judged): string {
  const { measured, layer } = judged;
  const row = rowAt(measured.mlp, layer);
  if (row?.delta_norm === 0) {
    return `At layer ${layer} |d| = 0 for ${
      peakLabel(measured.pcs)
    }, so there is no angle. ${scope}`;
  }
  if (isWithinNoise(measured, layer)) {
    return `At layer ${layer} |d| = ${formatNumber(row?.delta_norm ?? 0)} for ${
      peakLabel(measured.pcs)
    }, and rounding the weights of the base to bfloat16 alone moves its output by ${
      formatNumber(row?.noise_floor ?? 0)
    }; from ${MIN_FLOORS} times as much on a change is called a difference. ${scope}`;
  }
  return [
    turn(judged),
    oneCoordinate(judged),
    outlierSentence(judged),
    singleRoles(judged),
    chosen(judged),
    scope,
  ].filter((sentence) => sentence !== "").join(" ");
}

const scope =
  "All of this concerns the MLP in isolation, given directions and no text: it says nothing about behaviour.";

function turn(judged: Judged): string {
  const { layer, measured } = judged;
  const order = byTurn(judged, RAW);
  const rank = order.findIndex((it) => it.layer === layer);
  const [own, first] = [order[rank], order[0]];
  const label = peakLabel(measured.pcs);
  if (own === undefined || first === undefined) {
    return `The angle of ${label} at layer ${layer} was not measured.`;
  }
  const standing = order.length === 1
    ? "the only layer analysed"
    : rank === 0
    ? `the largest angle of ${analysedLayers(measured.options.layers)}`
    : `the ${ordinal(rank + 1)} largest angle of ${
      analysedLayers(measured.options.layers)
    }, the largest being ${formatDegrees(first.turn)} at layer ${first.layer}`;
  const reverse = readingOf(judged, RAW)?.largerTurn ?? null;
  const sign = reverse !== null && reverse > own.turn
    ? ` Reversed, it turns by ${
      formatDegrees(reverse)
    }; p-values and ranks take the larger of the two signs.`
    : "";
  return `At layer ${layer} the MLP output for ${label} turns by ${
    formatDegrees(own.turn)
  } from base to instruct, ${standing}.${sign}`;
}

function oneCoordinate({ evidence, layer }: Judged): string {
  const share =
    evidence.robustness.find((row) =>
      row.layer === layer && row.variant === "raw" && row.input_vector === PEAK_INPUT
    )?.top1_share ?? null;
  if (share === null) return "";
  const outlier = evidence.outlier_tables[layer]
    ?.find((row) => row.share !== null && Math.abs(row.share - share) <= 1e-9 * share);
  const which = outlier === undefined ? "" : `, number ${outlier.coordinate},`;
  return `The largest coordinate of d${which} holds ${formatPercent(share)} of |d|^2.`;
}

function outlierSentence(judged: Judged): string {
  const { evidence, layer } = judged;
  const known = evidence.layers.find((it) => it.layer === layer);
  if (known === undefined) return "";
  const n = known.outliers.length;
  if (n === 0) return "There is no outlier dimension here that could hold the angle.";
  const without = withoutOutliers(n);
  const left = readingOf(judged, TRIMMED)?.turn ?? null;
  if (left === null) return `What is left of the angle ${without} was not measured.`;
  const peaks = peakLayers(judged);
  const peak = peaks === null
    ? ""
    : peaks.raw === peaks.trimmed
    ? `; the angular peak is layer ${peaks.raw} with and without them`
    : `; the angular peak is layer ${peaks.raw} on all coordinates and layer ${peaks.trimmed} without them`;
  const capped = known.outliers_capped ? ", the largest of more that meet the criterion" : "";
  return `${capitalised(without)}${capped}, of largest |mu_k| with mu the ${
    muWords(judged)
  }, it turns by ${formatDegrees(left)}${peak}.`;
}

function muWords({ evidence, layer }: Judged): string {
  const mu = evidence.layers.find((it) => it.layer === layer)?.mu;
  return mu === "mean role" ? "mean role vector" : "default vector";
}

function singleRoles(judged: Judged): string {
  const [raw, trimmed] = [readingOf(judged, RAW), readingOf(judged, TRIMMED)];
  const count = raw?.nRolesAtLeast ?? null;
  if (raw === undefined || count === null) return "No single role or trait was run beside it.";
  const without = trimmed?.nRolesAtLeast ?? null;
  const also = without === null ? "" : `, and ${countWord(without)} without the outlier dimensions`;
  const { roles, traits } = judged.measured.inputs.vectors;
  const drawn = raw.nRoles < roles + traits ? ` (of ${roles + traits}, drawn at random)` : "";
  return `Of ${raw.nRoles} single roles and traits${drawn} ${countWord(count)} ${
    count === 1 ? "turns" : "turn"
  } at least as far${also}.`;
}

function chosen({ isChosenAfterLooking, layer }: Judged): string {
  return isChosenAfterLooking
    ? `Layer ${layer} was chosen after looking, because it is the peak: family-wise p-values allow for that, the comparison with single roles does not.`
    : "";
}
