/**
 * Sentences about chance: how many other directions turn as far as PC1 at its peak.
 *
 * @module
 */

import { degrees } from "../../math/angle.ts";
import { baselineSummaries } from "../../results/baseline_summary.ts";
import { noisyPeak } from "../../results/spoken.ts";
import { PEAK_INPUT, rowAt } from "../../results/peak_input.ts";
import type {
  BaselineName,
  BaselineRow,
  Evidence,
  Finding,
  Measured,
  MlpRow,
} from "../../results.ts";
import { ALPHA, MIN_DRAWS } from "../../math/significance.ts";
import { anyLayer, countOf, flooredP } from "../../text/counted_p.ts";
import { formatDegrees, formatNumber, plural } from "../../text/words.ts";

/** Share of random inputs turning as far above which PC1 is not set apart from them. */
const CHANCE_SHARE = 0.05;

/** Fewer random inputs tell nothing of chance: both signs of 19 directions. */
const MIN_RANDOM_ROWS = 38;

/** PC1 at the angular peak beside random role mixtures and random directions; without a verdict, beside the directions alone. */
export function words(measured: Measured): Finding[] {
  const { evidence } = measured;
  if (noisyPeak(measured) !== undefined) return [];
  return evidence === null || evidence.verdict === null
    ? besideRandom(measured)
    : besideDraws(measured, evidence);
}

/** PC1 at the angular peak against persona and random directions, in degrees and p-values. */
function besideDraws(
  { mlp, peaks, options }: Measured,
  evidence: Evidence,
): Finding[] {
  const { angular } = peaks;
  const row = angular && rowAt(mlp, angular.layer);
  if (!row || !angular) return [];
  const against = (baseline: "persona" | "isotropic") =>
    comparison(baseline, { row, evidence, nLayers: options.layers.length });
  const nDraws = spreadOf(evidence, { layer: row.layer, baseline: "persona" })?.n ?? 0;
  const isApart = nDraws < MIN_DRAWS || row.pfw_persona === null || row.pfw_persona <= ALPHA
    ? ""
    : ` So this peak does not set ${PEAK_INPUT} apart from random role mixtures.`;
  return [{
    topic: "chance",
    layer: null,
    text:
      `At layer ${row.layer} ${PEAK_INPUT} turns by ${
        formatDegrees(degrees(angular.delta_angular))
      }: ${against("persona")}; ${against("isotropic")}. ` +
      `Medians and p-values take the larger of the two signs of each. The mixtures are of roles without their part along ` +
      `${PEAK_INPUT}; a random direction, which has nothing of the roles in it, is the weaker comparison.${isApart}`,
    layers: [row.layer],
  }];
}

/** How a sentence names the draws of a baseline. */
const DRAWS = {
  persona: ["random role mixture", "random role mixtures"],
  isotropic: ["random direction", "random directions"],
} as const;

function comparison(
  baseline: "persona" | "isotropic",
  { row, evidence, nLayers }: { row: MlpRow; evidence: Evidence; nLayers: number },
): string {
  const draws = spreadOf(evidence, { layer: row.layer, baseline });
  if (draws === undefined || draws.n === 0) return `no ${DRAWS[baseline][1]} were run`;
  const median = draws.q50 === null ? "" : ` (median ${formatDegrees(degrees(draws.q50))})`;
  const [p, pfw] = baseline === "persona"
    ? [row.p_persona, row.pfw_persona]
    : [row.p_isotropic, row.pfw_isotropic];
  const { n } = draws;
  const [one, many] = DRAWS[baseline];
  const named = `${plural(n, one, many)}${median}`;
  if (n < MIN_DRAWS) return `${named} are too few for a p-value, which takes ${MIN_DRAWS}`;
  if (p === null || pfw === null) return `against ${named} no p-value could be computed`;
  const count = countOf(p, n);
  return `of ${named} ${count} ${count === 1 ? "goes" : "go"} as far at this layer (${
    flooredP("p", p, n)
  }) and, in units of each layer's spread, ${countOf(pfw, n)} at ${anyLayer(nLayers)} (${
    flooredP("p_fw", pfw, n)
  })`;
}

function spreadOf(
  { quantiles }: Evidence,
  { layer, baseline }: { layer: number; baseline: BaselineName },
) {
  return quantiles.find((row) =>
    row.layer === layer && row.baseline === baseline && row.variant === "raw"
  );
}

/** PC1 at the angular peak beside random directions, where there are no p-values. */
function besideRandom({ baseline, peaks }: Measured): Finding[] {
  if (peaks.angular === null) return [];
  const { layer, delta_angular } = peaks.angular;
  const own = degrees(delta_angular);
  const isotropic = baseline.filter((row) => row.baseline === "isotropic");
  const random = baselineSummaries(isotropic, "delta_angular").find((it) => it.layer === layer);
  if (random === undefined) {
    return [{
      topic: "chance",
      layer: null,
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
    topic: "chance",
    layer: null,
    text: `At layer ${layer} ${PEAK_INPUT} turns by ${
      formatDegrees(own)
    }${times}; ${rank}. The layer was chosen for ${PEAK_INPUT}, and a random direction is a weak comparison.`,
    layers: [layer],
  }];
}

function countAtLeast(rows: readonly BaselineRow[], layer: number, value: number): number {
  return rows.filter((row) => row.layer === layer && (row.delta_angular ?? -1) >= value).length;
}
