/**
 * What a run shows in one line of at most 25 words: how far PC1 turns at the noted layer, beside what is common, and what became of a
 * larger peak.
 *
 * @module
 */

import { MIN_FLOORS } from "../../noise_floor/schema.ts";
import { apartElsewhere } from "../../../text/apart_elsewhere.ts";
import { inputText } from "../../../text/input_text.ts";
import { degrees } from "../../../math/angle.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT, reversedAngular, rowAt } from "../../../results/peak_input.ts";
import {
  AT_OPERATING_POINT,
  BEYOND_PERSONA,
  cellAt,
  isNoOfDirectionAlone,
  LARGEST_ANGLE,
  RAW,
} from "../../../results/verdict_cells.ts";
import { formatNumber } from "../../../text/words.ts";
import { noiseAt } from "../../../text/no_difference.ts";
import type { Judged } from "./told.ts";

/** The claim. */
export function claim(judged: Judged): string {
  const { measured, verdict: { layer, no_difference } } = judged;
  if (no_difference === "everywhere") return `${PEAK_INPUT} changes at no layer: |d| is exactly 0`;
  if (no_difference === "within_noise") {
    return `Layer ${layer} moves ${PEAK_INPUT} by less than ${MIN_FLOORS} times ${
      noiseAt(measured, layer).name
    }`;
  }
  if (no_difference !== null) {
    return `Base and instruct give the same MLP output for ${PEAK_INPUT} at layer ${layer}`;
  }
  const row = rowAt(measured.mlp, layer);
  if (row === undefined || row.delta_angular === null) {
    return `Layer ${layer} gives ${PEAK_INPUT} an output of no length: it has no angle`;
  }
  const begin = `Layer ${layer} rotates ${PEAK_INPUT}${poles(judged)}`;
  const own = angle(row.delta_angular);
  const beside = `${besideMixtures(judged, row.delta_angular)}${largerPeak(judged)}`;
  const reverse = reversedAngular(measured.mlp, layer);
  if (measured.inputs.base.has_pre_norm && reverse !== null) {
    // Mixtures count with the larger of their signs, and so does what is set beside them.
    return `Layer ${layer} rotates ${inputText(`-${PEAK_INPUT}`)}${
      poles(judged, { isReversed: true })
    } ${angle(reverse)} degrees (${PEAK_INPUT} ${own})${besideMixtures(judged, reverse)}`;
  }
  if (measured.inputs.base.has_pre_norm) return `${begin} ${own} degrees${beside}`;
  // No norm takes the length of the input out, and at its own length, mostly 1, a component says least.
  const operating = cellAt(judged.verdict.table, LARGEST_ANGLE, AT_OPERATING_POINT)?.value ?? null;
  return operating === null
    ? `${begin} ${own} degrees at own length${beside}`
    : `${begin} ${formatNumber(operating, 2)} degrees at the operating point, ${own} at own length${
      doubt(judged)
    }`;
}

/** The role at its upper end and that at its lower one, which change places with the sign. */
function poles({ measured }: Judged, { isReversed = false } = {}): string {
  const info = measured.pcs.find(({ name }) => name === PEAK_INPUT);
  const ends = [info?.highest[0], info?.lowest[0]];
  const [high, low] = isReversed ? ends.toReversed() : ends;
  return high === undefined || low === undefined ? "" : ` (${high} ... ${low})`;
}

/** Said at once where the answer is no, or there is none: the number alone would read as a finding. */
function doubt({ verdict }: Judged): string {
  if (verdict.answer === "cannot tell") return ", unjudged";
  if (verdict.answer !== "no") return "";
  // Where mixtures are passed, single roles are what it does not pass.
  const isBeyondMixtures = cellAt(verdict.table, BEYOND_PERSONA, RAW)?.holds === true;
  return `, ${isBeyondMixtures ? "not beyond single roles" : "within chance"}${
    isNoOfDirectionAlone(verdict) ? " except at the operating point" : ""
  }`;
}

function besideMixtures(judged: Judged, own: number): string {
  const { evidence, verdict: { layer } } = judged;
  const mixtures = index(evidence.quantiles, "layer", "baseline", "variant")({
    layer,
    baseline: "persona",
    variant: "raw",
  });
  const median = mixtures?.q50 ?? null;
  const doubted = doubt(judged);
  // The number is what chance gives of the direction alone, of which no more need be said.
  const isTold = isNoOfDirectionAlone(judged.verdict);
  if (median === null || median === 0 || isTold) return doubted;
  const times = formatNumber(degrees(own) / degrees(median), 2);
  // One as it is told: a factor of 1 would read as a change.
  const beside = times === "1" ? "as far as" : `${times} times`;
  return `${doubted === "" ? "," : `${doubted}:`} ${beside} the median role mixture`;
}

/** A layer where PC1 turns farther, and whether it does without the outlier dimensions. */
function largerPeak(judged: Judged): string {
  const { evidence, verdict: { layer, angular_peaks } } = judged;
  const peak = angular_peaks?.raw ?? layer;
  const find = index(evidence.robustness, "layer", "input_vector", "variant");
  const turnsAt = (at: number, variant: "raw" | "trimmed") =>
    find({ layer: at, input_vector: PEAK_INPUT, variant })?.delta_angular ?? null;
  const larger = turnsAt(peak, "raw");
  if (peak === layer || larger === null) return apartLayer(judged);
  const [there, here] = [turnsAt(peak, "trimmed"), turnsAt(layer, "trimmed")];
  const restsOnOutliers = there !== null && here !== null && there < here;
  return restsOnOutliers
    ? `; layer ${peak}'s ${angle(larger)} rest on outlier dimensions`
    : `; layer ${peak} turns ${angle(larger)}`;
}

/** After a no, another layer of which that would not be said. */
function apartLayer({ measured, verdict: { layer, answer } }: Judged): string {
  const found = answer !== "no" ? null : apartElsewhere(measured, { name: PEAK_INPUT, layer });
  return found === null ? "" : `; layer ${found.layers[0]} passes role mixtures on all coordinates`;
}

function angle(deltaAngular: number): string {
  return formatNumber(degrees(deltaAngular), 2);
}
