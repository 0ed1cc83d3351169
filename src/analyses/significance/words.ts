/**
 * Sentences about chance: how many other directions turn as far as PC1 at its peak, or as a vector that was given at its own.
 *
 * @module
 */

import { degrees } from "../../math/angle.ts";
import { baselineSummaries } from "../../results/baseline_summary.ts";
import { noisyPeak } from "../../results/spoken.ts";
import { index } from "../../results/lookup.ts";
import { PEAK_INPUT, reversedAngular, rowAt } from "../../results/peak_input.ts";
import type { ChanceStanding, Evidence, Finding, Measured, MlpRow } from "../../results.ts";
import { countOf, MIN_DRAWS } from "../../math/significance.ts";
import { anyLayer, countedP, flooredP } from "../../text/counted_p.ts";
import { formatAngle, formatDegrees, formatNumber, list, plural } from "../../text/words.ts";
import { inputText } from "../../text/input_text.ts";
import { largerSigns } from "../../results/larger_sign.ts";
import { shownName } from "../../text/quote.ts";
import { givenInputs } from "./words/given_inputs.ts";

/** PC1 at its peak, and each vector that was given, at its own. */
export function words(measured: Measured): Finding[] {
  return [...besideChance(measured), ...givenInputs(measured)];
}

/** PC1 at the angular peak beside random role mixtures and random directions; without a verdict, beside the directions alone. */
function besideChance(measured: Measured): Finding[] {
  const { evidence } = measured;
  if (noisyPeak(measured) !== undefined) return [];
  return evidence === null || evidence.verdict === null
    ? besideRandom(measured)
    : besideDraws(measured, evidence);
}

/** PC1 at the angular peak against random role mixtures and random directions, in degrees and p-values. */
function besideDraws(measured: Measured, evidence: Evidence): Finding[] {
  const { mlp, peaks: { angular }, chance, options } = measured;
  const row = angular === null ? undefined : rowAt(mlp, angular.layer);
  if (row === undefined || angular === null || chance === null) return [];
  const reversed = reversedAngular(mlp, row.layer);
  const against = (baseline: "persona" | "isotropic", standing: ChanceStanding) =>
    comparison(baseline, { row, evidence, standing, nLayers: options.layers.length });
  const isApart = chance.role_mixtures === "not_apart"
    ? ` So this peak does not set ${PEAK_INPUT} apart from random role mixtures.`
    : "";
  const weight = chance.role_mixtures === "not_run"
    ? "A random direction, which has nothing of the roles in it, is a weak comparison."
    : `The mixtures are of roles without their part along ${PEAK_INPUT}; ` +
      "a random direction, which has nothing of the roles in it, is the weaker comparison.";
  return [{
    topic: "chance",
    layer: null,
    text:
      `At layer ${row.layer} ${PEAK_INPUT} turns by ${formatAngle(angular.delta_angular)}${
        reversed === null
          ? ""
          : `, and ${inputText(`-${PEAK_INPUT}`)} by ${
            formatAngle(reversed)
          }, and the larger counts`
      }: ${against("persona", chance.role_mixtures)}; ${
        against("isotropic", chance.random_directions)
      }. ` +
      `Medians and p-values take the larger of the two signs of each. ${weight}${isApart}`,
    ...shortOf(row, {
      evidence,
      standing: chance.role_mixtures,
      nLayers: options.layers.length,
      input: largerInput(reversed),
    }),
    layers: [row.layer],
  }, ...besideControls(measured, row.layer)];
}

/** The same against the mixtures in a line, of one test alone: the count and the p are both over all layers. */
function shortOf(
  row: MlpRow,
  { evidence, standing, nLayers, input }: {
    evidence: Evidence;
    standing: ChanceStanding;
    nLayers: number;
    input: string;
  },
): Pick<Finding, "short"> {
  const n = index(evidence.quantiles, "layer", "baseline", "variant")({
    layer: row.layer,
    baseline: "persona",
    variant: "raw",
  })?.n;
  const { pfw_persona: pfw } = row;
  if (standing === "not_run" || standing === "too_few" || n === undefined || pfw === null) {
    return {};
  }
  return {
    short: `${countedP(pfw, { n, nLayers })} as ${input} at layer ${row.layer}.`,
  };
}

/** The sign of PC1 that others are counted against. */
function largerInput(reversed: number | null): string {
  return reversed === null ? PEAK_INPUT : inputText(`-${PEAK_INPUT}`);
}

/** How many controls a sentence names. */
const N_NAMED = 5;

/** How many of the directions that have nothing to do with the question turn as far; nothing where none were given. */
function besideControls({ baseline: all, evidence, mlp }: Measured, layer: number): Finding[] {
  if (evidence === null || evidence.controls.length === 0) return [];
  const counts = index(evidence.as_far, "layer", "baseline", "variant")({
    layer,
    baseline: "controls",
    variant: "raw",
  });
  if (counts === undefined) return [];
  const { n, n_at_least } = counts;
  const farthest = largerSigns(all.filter((it) => it.layer === layer), {
    layer,
    baseline: "controls",
    variant: "raw",
  }).flatMap(({ index, deltaAngular }) => deltaAngular === null ? [] : [{ index, deltaAngular }])
    .sort((a, b) => b.deltaAngular - a.deltaAngular)
    .slice(0, Math.min(N_NAMED, Math.max(n_at_least, 1)))
    .map(({ index, deltaAngular }) =>
      `${shownName(evidence.controls[index] ?? "")} by ${formatAngle(deltaAngular)}`
    );
  const verb = n_at_least === 1 ? "turns" : "turn";
  const input = largerInput(reversedAngular(mlp, layer));
  return [{
    topic: "controls",
    layer: null,
    text:
      `Of ${
        plural(n, "control", "controls")
      }, directions that were given as having nothing to do with the question, ${n_at_least} ${verb} at least as far ` +
      `as ${input} at layer ${layer} (${
        n_at_least === 0 ? "the farthest" : "the farthest of them"
      }: ${list(farthest)}); by rank, ${flooredP("p", (n_at_least + 1) / (n + 1), n)}.`,
    short: `Of ${
      plural(n, "control", "controls")
    }, ${n_at_least} ${verb} at least as far as ${input} at layer ${layer}.`,
    layers: [layer],
  }];
}

/** How a sentence names the draws of a baseline. */
const DRAWS = {
  persona: ["random role mixture", "random role mixtures"],
  isotropic: ["random direction", "random directions"],
} as const;

function comparison(
  baseline: "persona" | "isotropic",
  { row, evidence, standing, nLayers }: {
    row: MlpRow;
    evidence: Evidence;
    standing: ChanceStanding;
    nLayers: number;
  },
): string {
  const [one, many] = DRAWS[baseline];
  const draws = index(evidence.quantiles, "layer", "baseline", "variant")({
    layer: row.layer,
    baseline,
    variant: "raw",
  });
  if (standing === "not_run" || draws === undefined) return `no ${many} were run`;
  const median = draws.q50 === null ? "" : ` (median ${formatAngle(draws.q50)})`;
  const [p, pfw] = baseline === "persona"
    ? [row.p_persona, row.pfw_persona]
    : [row.p_isotropic, row.pfw_isotropic];
  const { n } = draws;
  const named = `${plural(n, one, many)}${median}`;
  if (standing === "too_few") return `${named} are too few for a p-value, which takes ${MIN_DRAWS}`;
  if (p === null || pfw === null) return `against ${named} no p-value could be computed`;
  const count = countOf(p, n);
  return `of ${named} ${count} ${count === 1 ? "goes" : "go"} as far at this layer (${
    flooredP("p", p, n)
  }) and, in units of each layer's spread, ${countOf(pfw, n)} at ${anyLayer(nLayers)} (${
    flooredP("p_fw", pfw, n)
  })`;
}

/** PC1 at the angular peak beside random directions, where there are no p-values. */
function besideRandom({ baseline, peaks, chance, among_isotropic }: Measured): Finding[] {
  if (peaks.angular === null) return [];
  const { layer, delta_angular } = peaks.angular;
  const own = degrees(delta_angular);
  const random = baselineSummaries(baseline, "delta_angular").find((it) => it.layer === layer);
  if (random === undefined) {
    return [{
      topic: "chance",
      layer: null,
      text:
        `No random directions were run, so nothing here tells how far any other input would turn at layer ${layer}; ` +
        "evidence, attribution and neurons, which are told beside such directions, are left out.",
      layers: [layer],
    }];
  }
  const nFarther = among_isotropic.find((it) => it.layer === layer)?.n_at_least ?? 0;
  const meanAngle = degrees(random.mean);
  const times = meanAngle > 0
    ? `, ${
      formatNumber(own / meanAngle, 2)
    } times as far as the mean 1 − cos of random directions gives (${formatDegrees(meanAngle)})`
    : "";
  const rank = nFarther === 0
    ? `none of the ${random.nRows} random inputs turns as far (the largest: ${
      formatAngle(random.largest)
    })`
    : `${nFarther} of the ${random.nRows} random inputs ${
      nFarther === 1 ? "turns" : "turn"
    } at least as far${
      chance?.random_inputs === "not_apart"
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
