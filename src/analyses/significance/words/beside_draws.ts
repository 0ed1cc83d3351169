/**
 * The sentence that sets PC1 beside random role mixtures and random directions, by p-values.
 *
 * @module
 */

import { countOf, MIN_DRAWS } from "../../../math/significance.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT, reversedAngular, rowAt } from "../../../results/peak_input.ts";
import type { ChanceStanding, Evidence, Finding, Measured, MlpRow } from "../../../results.ts";
import { anyLayer, countedP, flooredP } from "../../../text/counted_p.ts";
import { inputText } from "../../../text/input_text.ts";
import { formatAngle, plural } from "../../../text/words.ts";
import { besideControls } from "./beside_controls.ts";

/** PC1 at the angular peak against random role mixtures and random directions, in degrees and p-values. */
export function besideDraws(measured: Measured, evidence: Evidence): Finding[] {
  const { mlp, peaks: { angular }, chance, options } = measured;
  const row = angular === null ? undefined : rowAt(mlp, angular.layer);
  if (row === undefined || angular === null || chance === null) return [];
  const reversed = reversedAngular(mlp, row.layer);
  // The sign of PC1 that others are counted against.
  const input = reversed === null ? PEAK_INPUT : inputText(`-${PEAK_INPUT}`);
  const against = (baseline: "persona" | "isotropic", standing: ChanceStanding) =>
    comparison(baseline, { row, evidence, standing, nLayers: options.layers.length });
  const conclusion = chance.role_mixtures === "not_apart"
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
        reversed === null ? "" : `, and ${input} by ${formatAngle(reversed)}, and the larger counts`
      }: ${against("persona", chance.role_mixtures)}; ${
        against("isotropic", chance.random_directions)
      }. ` +
      `Medians and p-values take the larger of the two signs of each. ${weight}${conclusion}`,
    ...shortOf(row, {
      evidence,
      standing: chance.role_mixtures,
      nLayers: options.layers.length,
      input,
    }),
    layers: [row.layer],
  }, ...besideControls(measured, { layer: row.layer, input })];
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
  if (standing === "too_few") {
    return `${named} ${n === 1 ? "is" : "are"} too few for a p-value, which takes ${MIN_DRAWS}`;
  }
  if (p === null || pfw === null) return `against ${named} no p-value could be computed`;
  const count = countOf(p, n);
  return `of ${named} ${count} ${count === 1 ? "goes" : "go"} as far at this layer (${
    flooredP("p", p, n)
  }) and, in units of each layer's spread, ${countOf(pfw, n)} at ${anyLayer(nLayers)} (${
    flooredP("p_fw", pfw, n)
  })`;
}
