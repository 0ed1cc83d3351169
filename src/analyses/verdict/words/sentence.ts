/**
 * The answer of a verdict in one sentence.
 *
 * @module
 */

import { BEYOND_PERSONA, BEYOND_ROLES, cellAt, RAW } from "../../../results/verdict_cells.ts";
import { ALPHA } from "../../../math/significance.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { apartElsewhere } from "../../../text/apart_elsewhere.ts";
import { peakLabel } from "../../../text/component_label.ts";
import { countedP } from "../../../text/counted_p.ts";
import { noDifference, withinNoise } from "../../../text/no_difference.ts";
import { formatDegrees, list } from "../../../text/words.ts";
import { cellFigure } from "./figures.ts";
import {
  angleUnder,
  conditionWords,
  decidingCellsThat,
  decisive,
  type Judged,
  under,
} from "./told.ts";

/** The answer in one sentence, with its layer and figures. */
export function verdictSentence(judged: Judged): string {
  const { measured, verdict } = judged;
  const { layer } = verdict;
  const label = peakLabel(measured.pcs);
  switch (verdict.answer) {
    case "no difference":
      return noDifferenceAt(judged, label);
    case "yes":
      return `Yes: at layer ${layer} the MLP output for ${label} turns farther from base to instruct than random role mixtures ` +
        `and than 95 % of single roles and traits ${
          decisive(judged).length === 3
            ? "under each of the three conditions that decide"
            : "under both conditions that decide"
        }: in units of each layer's spread, ${list(counts(judged))}${peakElsewhere(judged)}.`;
    case "only under":
      return `Only ${
        list(under(judged, true))
      }: at layer ${layer} the MLP output for ${label} turns farther from base ` +
        `to instruct than is common for random role mixtures (p_fw at most ${ALPHA}) and than 95 % of single ` +
        `roles and traits; this does not hold ${under(judged, false).join(" or ")}${
          peakElsewhere(judged)
        }.`;
    case "no":
      return `No: at layer ${layer} the MLP output for ${label} turns by ${
        angleAt(judged)
      } from base to instruct on all coordinates, ${reasonsAgainst(judged).join(", and ")}${
        peakElsewhere(judged)
      }.${elsewhere(judged)}${atOtherLayers(judged)}`;
    case "cannot tell":
      return `Cannot tell: at layer ${layer} the MLP output for ${label} turns by ${
        angleAt(judged)
      } from base to instruct, but ${list(missing(judged))}.`;
  }
}

function noDifferenceAt(judged: Judged, label: string): string {
  const { measured, verdict: { layer, no_difference } } = judged;
  switch (no_difference) {
    case "within_noise":
      return `${withinNoise(measured, layer)}${atOtherLayers(judged)}`;
    case "at_layer":
      return `No difference: base and instruct give the same MLP output for ${label} at layer ${layer}.${
        atOtherLayers(judged)
      }`;
    default:
      return noDifference(measured);
  }
}

/** How many random role mixtures go as far under a condition, with p_fw. */
function counted({ verdict }: Judged, condition: string): string {
  const cell = cellAt(verdict.table, BEYOND_PERSONA, condition);
  return cell === undefined || cell.p === null || cell.n === null || cell.of === null
    ? "how many go as far is unknown"
    : countedP(cell.p, { n: cell.n, nLayers: cell.of });
}

/** The same of every condition that decides, those of the same count together. */
function counts(judged: Judged): string[] {
  return [...Map.groupBy(decisive(judged), (name) => counted(judged, name))]
    .map(([text, alike]) => `${text} ${list(alike.map((name) => conditionWords(judged, name)))}`);
}

/** With that of the reverse, where counts are of it. */
function angleAt(judged: Judged): string {
  const angle = angleUnder(judged, RAW);
  const { reversed_angle } = judged.verdict;
  const counted = reversed_angle === null
    ? ""
    : ` (reversed, by ${formatDegrees(reversed_angle)}, and the larger counts)`;
  return angle === null ? "an unknown angle" : `${formatDegrees(angle)}${counted}`;
}

/** Why the answer is no, from the cells that fail on all coordinates. */
function reasonsAgainst(judged: Judged): string[] {
  const quantile = cellAt(judged.verdict.table, BEYOND_ROLES, RAW)?.quantile ?? null;
  return decidingCellsThat(judged, false, [RAW]).map(({ claim }) =>
    claim === BEYOND_PERSONA
      ? `which is not shown to be farther than is common for random role mixtures: in units of each layer's spread, ${
        counted(judged, RAW)
      }`
      : `which is not farther than 95 % of single roles and traits (${
        quantile === null ? "unknown" : formatDegrees(quantile)
      })`
  );
}

/** That another layer turns more, where one does. */
function peakElsewhere({ verdict: { layer, angular_peaks } }: Judged): string {
  if (angular_peaks === null) return "";
  const { raw, trimmed } = angular_peaks;
  if (raw === layer && (trimmed ?? raw) === layer) return "";
  if (trimmed === null) return `; the angular peak is layer ${raw}`;
  const without = "without the outlier dimensions";
  return raw === trimmed
    ? `; the angular peak is layer ${raw}, on all coordinates and ${without}`
    : `; the angular peak is layer ${raw} on all coordinates and layer ${trimmed} ${without}`;
}

function elsewhere(judged: Judged): string {
  const held = under(judged, true);
  return held.length === 0 ? "" : ` It turns farther than both ${list(held)}.`;
}

/** Layers that were not judged and where it turns farther than mixtures do: an answer on one layer is none on the others. */
function atOtherLayers({ measured, verdict: { layer } }: Judged): string {
  const found = apartElsewhere(measured, { name: PEAK_INPUT, layer });
  return found === null
    ? ""
    : ` But at ${found.where} ${PEAK_INPUT} is set apart from random role mixtures (${found.p}, on all coordinates): --focus ${
      found.layers[0]
    } judges it there.`;
}

/** What could not be told, each reason once. */
function missing(judged: Judged): string[] {
  const told = decisive(judged).flatMap((name) =>
    decidingCellsThat(judged, null, [name]).map((cell) =>
      cell.reason === "not_run" || cell.reason === "not_run_at_layer"
        ? `it was ${cellFigure(cell)} ${conditionWords(judged, name)}`
        : cellFigure(cell)
    )
  );
  return [...new Set(told)];
}
