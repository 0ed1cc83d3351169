/**
 * Sentences computed from the numbers, verdict first. They state what was measured and stop there: nothing about behaviour, and
 * ratios are ratios of angles, because 1 - cos is quadratic.
 *
 * @module
 */

import type { BaselineRow, Finding, Measured } from "../results.ts";
import { activationsFindings } from "../analyses/activations/words.ts";
import { causeFindings } from "./cause_findings.ts";
import { baselineSummaries } from "../analyses/significance/settle/baseline_summary.ts";
import { degrees } from "../math/angle.ts";
import { decompositionFindings } from "../analyses/projection/words.ts";
import { evidenceFindings } from "./evidence_findings.ts";
import { neuronFindings } from "../analyses/neurons/words.ts";
import { noiseFloor } from "../analyses/noise_floor/words.ts";
import {
  isWithinNoise,
  notedLayer,
  outputScale,
  peakFinding,
  withinNoise,
} from "../analyses/change/words.ts";
import { rowAt } from "../results/peak_input.ts";
import { PEAK_INPUT } from "../results/peak_input.ts";
import { sweepFindings } from "../analyses/sweep/words.ts";
import { unreadFindings } from "../analyses/inputs/words/unread.ts";
import { shownName } from "../text/quote.ts";
import { formatDegrees, formatNumber, list, plural } from "../text/words.ts";

/** Files named in a sentence before the rest are counted. */
const N_NAMED = 5;

/** Share of random inputs turning as far above which PC1 is not set apart from them. */
const CHANCE_SHARE = 0.05;

/** Fewer random inputs tell nothing of chance: both signs of 19 directions. */
const MIN_RANDOM_ROWS = 38;

/**
 * All findings of a run; `notes` are sentences about the choice of components. No sentence is made of a difference within the
 * rounding noise of the weights.
 */
export function findings(measured: Measured, notes: readonly string[]): Finding[] {
  return [
    ...opening(measured),
    ...noiseFloor(measured),
    ...decompositionFindings(withoutNoise(measured)),
    ...causeFindings(withoutNoise(measured)),
    ...neuronFindings(withoutNoise(measured)),
    ...sweepFindings(measured),
    ...activationsFindings(measured),
    ...notes.map((text, i): Finding => ({ id: `components-${i}`, text, layers: [] })),
    ...passedOver(measured),
  ];
}

/** Verdict, peaks, and what they are beside. */
function opening(measured: Measured): Finding[] {
  const { evidence, peaks } = measured;
  const verdict = evidence?.verdict ?? null;
  const { absolute, angular } = peaks;
  const first: Finding[] = verdict === null
    ? []
    : [{ id: "verdict", text: verdict.sentence, layers: [verdict.layer] }];
  const noisy = [absolute, angular].find((peak) =>
    peak !== null && isWithinNoise(measured, peak.layer)
  );
  if (noisy) {
    const text = withinNoise(measured, noisy.layer);
    return verdict === null ? [{ id: "verdict", text, layers: [noisy.layer] }] : first;
  }
  // Where PC1 changes at no layer, the verdict has said so.
  const said = verdict === null
    ? [peakFinding(measured, "verdict")]
    : absolute === null
    ? []
    : [peakFinding(measured, "peaks")];
  const beside = evidence === null || verdict === null
    ? chance(measured)
    : evidenceFindings(measured, { evidence, verdict });
  return [
    ...first,
    ...said,
    notedLayer(measured),
    ...beside,
    ...reversed(measured),
    ...outputScale(measured),
  ];
}

function withoutNoise(measured: Measured): Measured {
  const spoken = Object.entries(measured.decomposition_info)
    .filter(([, { layer }]) => !isWithinNoise(measured, layer));
  return { ...measured, decomposition_info: Object.fromEntries(spoken) };
}

/** PC1 at the angular peak beside random directions, where there are no p-values. */
function chance({ baseline, peaks }: Measured): Finding[] {
  if (peaks.angular === null) return [];
  const { layer, delta_angular } = peaks.angular;
  const own = degrees(delta_angular);
  const isotropic = baseline.filter((row) => row.baseline === "isotropic");
  const random = baselineSummaries(isotropic, "delta_angular").find((it) => it.layer === layer);
  if (random === undefined) {
    return [{
      id: "chance",
      text:
        `No random directions were run, so nothing here tells how far any other input would turn at layer ${layer}.`,
      layers: [layer],
    }];
  }
  const nFarther = countAtLeast(isotropic, layer, delta_angular);
  const meanTurn = degrees(random.mean);
  const times = meanTurn > 0
    ? `, ${
      formatNumber(own / meanTurn, 2)
    } times as far as the mean 1 - cos of random directions gives (${formatDegrees(meanTurn)})`
    : "";
  const rank = nFarther === 0
    ? `none of the ${random.nRows} random inputs turns as far (the largest: ${
      formatDegrees(degrees(random.largest))
    })`
    : `${nFarther} of the ${random.nRows} random inputs ${
      nFarther === 1 ? "turns" : "turn"
    } at least as far${
      random.nRows >= MIN_RANDOM_ROWS && nFarther > CHANCE_SHARE * random.nRows
        ? `, so the peak does not set ${PEAK_INPUT} apart from chance`
        : ""
    }`;
  return [{
    id: "chance",
    text: `At layer ${layer} ${PEAK_INPUT} turns by ${
      formatDegrees(own)
    }${times}; ${rank}. The layer was chosen for ${PEAK_INPUT}, and a random direction is a weak comparison.`,
    layers: [layer],
  }];
}

/** PC1 at the angular peak beside its own negative. */
function reversed({ mlp, peaks }: Measured): Finding[] {
  if (peaks.angular === null) return [];
  const { layer, delta_angular } = peaks.angular;
  const negative = rowAt(mlp, layer, `-${PEAK_INPUT}`);
  const turn = negative?.delta_angular ?? null;
  return turn === null ? [] : [{
    id: "sign",
    text: `With the sign reversed, -${PEAK_INPUT} turns by ${
      formatDegrees(degrees(turn))
    } at layer ${layer}, against ${formatDegrees(degrees(delta_angular))} for ${PEAK_INPUT}.`,
    layers: [layer],
  }];
}

function passedOver({ inputs }: Measured): Finding[] {
  const { skipped, missing } = inputs.vectors;
  const found: Finding[] = unreadFindings(inputs);
  for (const reason of new Set(skipped.map((file) => file.reason))) {
    const files = skipped.filter((file) => file.reason === reason);
    const named = files.slice(0, N_NAMED).map(({ kind, name }) => `${kind} ${shownName(name)}`);
    const rest = files.length > N_NAMED ? [`${files.length - N_NAMED} more`] : [];
    found.push({
      id: `skipped-${found.length}`,
      text: `${
        plural(files.length, "vector file was", "vector files were")
      } passed over (${reason}): ${list([...named, ...rest])}.`,
      layers: [],
    });
  }
  if (missing.length > 0) {
    found.push({ id: "missing", text: `Not in this run: ${missing.join(", ")}.`, layers: [] });
  }
  return found;
}

function countAtLeast(rows: readonly BaselineRow[], layer: number, value: number): number {
  return rows.filter((row) => row.layer === layer && (row.delta_angular ?? -1) >= value).length;
}
