/**
 * Sentences about what tells whether a peak is real: p-values, peaks without outliers, spaces of PC1, PC1
 * of another layer, the operating point.
 *
 * @module
 */

import type {
  BaselineName,
  Evidence,
  Finding,
  Measured,
  MlpRow,
  Variant,
  Verdict,
} from "../results.ts";
import { degrees } from "../math/angle.ts";
import { anyLayer, countedP, countOf, flooredP } from "../text/counted_p.ts";
import { ALPHA, MIN_DRAWS } from "../math/significance.ts";
import { responsesOf } from "../results/responses.ts";
import { OWN_LAYER_INPUT } from "../results/peak_input.ts";
import { RAW, withoutOutliers } from "../analyses/verdict/settle/conditions.ts";
import { isBeyond } from "../analyses/verdict/settle/table.ts";
import { isWithinNoise } from "../analyses/change/words.ts";
import { rowAt } from "../results/peak_input.ts";
import { PEAK_INPUT } from "../results/peak_input.ts";
import { capitalised, formatDegrees, formatNumber, list, plural } from "../text/words.ts";

/** The evidence of a run and the verdict in it. */
export interface Judgement {
  readonly evidence: Evidence;
  readonly verdict: Verdict;
}

/** All of them, in the order of a report. */
export function evidenceFindings(measured: Measured, judgement: Judgement): Finding[] {
  return [
    ...chance(measured, judgement),
    ...variantPeaks(measured, judgement, "trimmed"),
    ...variantPeaks(measured, judgement, "centred"),
    ...spaces(measured, judgement),
    ...ownComponent(measured, judgement),
    ...operatingPoint(measured, judgement),
  ];
}

/** PC1 at the angular peak against persona and isotropic directions, in degrees and p-values. */
function chance({ mlp, peaks, options }: Measured, { evidence }: Judgement): Finding[] {
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
    id: "chance",
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

/** Where the peaks of PC1 go on the coordinates that a variant keeps. */
function variantPeaks(measured: Measured, { evidence }: Judgement, variant: Variant): Finding[] {
  const of = (name: Variant) =>
    evidence.peaks.find((peak) => peak.input_vector === PEAK_INPUT && peak.variant === name);
  const [raw, kept] = [of("raw"), of(variant)];
  if (measured.options.layers.length === 1 || raw === undefined || kept === undefined) return [];
  const [from, to] = [raw.angular_layer, kept.angular_layer];
  if (from === null || to === null || isWithinNoise(measured, to)) return [];
  const turnAt = (layer: number, name: Variant) => {
    const turn =
      evidence.robustness.find((row) =>
        row.layer === layer && row.input_vector === PEAK_INPUT && row.variant === name
      )?.delta_angular ?? null;
    return turn === null ? "an unknown angle" : formatDegrees(degrees(turn));
  };
  const counts = new Set(evidence.layers.map(({ outliers }) => outliers.length));
  // At layers that have no outlier dimensions both peaks are read off the same figures.
  if (variant === "trimmed" && Math.max(...counts) === 0) return [];
  const [count] = counts;
  const isOne = counts.size === 1 && count === 1;
  const it = variant === "trimmed" && !isOne ? "them" : "it";
  const figures = (layer: number) =>
    `layer ${layer} (${turnAt(layer, "raw")} on all coordinates, ${
      turnAt(layer, variant)
    } without ${it})`;
  const angular = from === to
    ? `stays at ${figures(from)}`
    : `moves from ${figures(from)} to ${figures(to)}`;
  const without = variant === "trimmed"
    ? capitalised(
      counts.size === 1
        ? withoutOutliers(count ?? 0)
        : "without the outlier dimensions of each layer",
    )
    : "Without the component along mu";
  const farthest = raw.absolute_layer === null || kept.absolute_layer === null
    ? ""
    : `, and the absolute peak ${moved(raw.absolute_layer, kept.absolute_layer)}`;
  return [{
    id: variant,
    text: `${without} the angular peak of ${PEAK_INPUT} ${angular}${farthest}.`,
    layers: [...new Set([from, to])],
  }];
}

function moved(from: number, to: number): string {
  return from === to ? `stays at layer ${from}` : `moves from layer ${from} to layer ${to}`;
}

/** In which spaces PC1 is beyond persona directions and single roles; silent where it was run in one. */
function spaces(measured: Measured, { evidence, verdict }: Judgement): Finding[] {
  const { layer, table } = verdict;
  if (verdict.answer === "no difference") return [];
  const names = [...new Set(table.map(({ condition }) => condition))]
    .filter((name) => name.startsWith(`${PEAK_INPUT}:`) && name !== OWN_LAYER_INPUT);
  const all = [PEAK_INPUT, ...names].flatMap((name) => {
    const turn = evidence.robustness.find((row) =>
      row.layer === layer && row.input_vector === name && row.variant === "raw"
    )?.delta_angular ?? null;
    if (turn === null) {
      return [];
    }
    const isRun = name === PEAK_INPUT;
    const cosine = isRun
      ? null
      : evidence.components.find((it) =>
        it.name === name
      )?.cosine_with_pc1 ?? null;
    return [{
      space: isRun ? measured.options.pc_space : name.slice(PEAK_INPUT.length + 1),
      holds: isBeyond(table, isRun ? RAW : name),
      figure: formatDegrees(degrees(turn)) +
        (cosine === null ? "" : ` (cosine with ${PEAK_INPUT} as run: ${formatNumber(cosine, 3)})`),
    }];
  });
  if (all.length < 2 || all.every(({ holds }) => holds === null)) return [];
  const spacesWhere = (holds: boolean | null) =>
    all.filter((it) => it.holds === holds).map(({ space }) => space);
  const figures = all.map(({ space, figure }) => `${space} ${figure}`).join(", ");
  return [{
    id: "spaces",
    text: `At layer ${layer} ${PEAK_INPUT} is beyond random role mixtures and single roles ${
      where(spacesWhere(true), spacesWhere(false), spacesWhere(null))
    }: ${figures}.`,
    layers: [layer],
  }];
}

function where(held: string[], failed: string[], open: string[]): string {
  const untold = open.length === 0 ? "" : `, with ${list(open)} left open`;
  if (held.length === 0) return `in none of the spaces compared${untold}`;
  if (failed.length === 0) {
    const all = held.length === 2 ? "both spaces" : `all ${held.length} spaces`;
    return `in ${open.length === 0 ? all : `${list(held)} space`}${untold}`;
  }
  return held.length === 1
    ? `in one space only, ${held[0]}${untold}`
    : `in ${list(held)} space but not in ${list(failed)} space${untold}`;
}

/** What a step along PC1 does around the state mu, at the layer of the verdict. */
function operatingPoint(measured: Measured, { evidence, verdict }: Judgement): Finding[] {
  const { layer } = verdict;
  if (verdict.answer === "no difference") return [];
  const { input_row } = measured.options;
  const at = (alpha: number) =>
    evidence.operating_point.find((row) =>
      row.layer === layer && row.row === input_row && row.alpha === alpha
    );
  const [origin, step] = [at(0), at(1)];
  const known = evidence.layers.find((it) => it.layer === layer);
  if (step === undefined || step.response_angular === null || known === undefined) return [];
  const mu = known.mu === "default" ? "the default vector" : "the mean raw role vector";
  const length = known.step === null ? "" : ` of length ${formatNumber(known.step, 3)}`;
  const nLayers = evidence.layers.filter((it) => it.pfw_operating_point !== null).length;
  const n = responsesOf(evidence.operating_baseline.filter((it) => it.layer === layer), {
    row: input_row,
    baseline: "persona",
  }).length;
  const p = known.pfw_operating_point === null
    ? ", without a p-value"
    : `; by the larger of the two, in units of each layer's spread, ${
      countedP(known.pfw_operating_point, { n, nLayers })
    }`;
  const reverse = at(-1)?.response_angular ?? null;
  const back = reverse === null ? "" : `, and ${formatDegrees(degrees(reverse))} for a step back`;
  const itself = origin === undefined || origin.response_angular === null
    ? ""
    : ` At mu itself their outputs are ${
      formatDegrees(degrees(origin.response_angular))
    } apart (|f_i(mu) - f_b(mu)| = ${formatNumber(origin.response_delta)}).`;
  return [{
    id: "operating-point",
    text:
      `At the operating point of layer ${layer} a step${length} from mu along ${PEAK_INPUT} makes base and instruct respond ` +
      `${formatDegrees(degrees(step.response_angular))} apart (|R_i - R_b| = ${
        formatNumber(step.response_delta)
      })${back}${p}.${itself} ` +
      `mu is ${mu} and comes from the instruct model, so the base model is run at a state that is not its own.`,
    layers: [layer],
  }];
}

/** How much PC1 of the layer of the verdict is the PC1 that was run; silent where that was not computed. */
function ownComponent(measured: Measured, { evidence, verdict }: Judgement): Finding[] {
  const { layer } = verdict;
  const { pca_layer } = measured.options;
  const known = evidence.layers.find((it) => it.layer === layer);
  const cosine = known?.own_pc1_cosine ?? null;
  if (verdict.answer === "no difference" || layer === pca_layer) return [];
  if (known === undefined || cosine === null) return [];
  const turnOf = (name: string) =>
    evidence.robustness.find((row) =>
      row.layer === layer && row.input_vector === name && row.variant === "raw"
    )?.delta_angular ?? null;
  const [own, run] = [turnOf(OWN_LAYER_INPUT), turnOf(PEAK_INPUT)];
  const turns = own === null || run === null
    ? ""
    : `; run as an input it turns the output by ${
      formatDegrees(degrees(own))
    }, ${PEAK_INPUT} of layer ${pca_layer} by ${formatDegrees(degrees(run))}`;
  const best = known.own_pc_best === 1 || known.own_pc_best_cosine === null
    ? ""
    : ` (its PC${known.own_pc_best} is nearer, ${formatNumber(known.own_pc_best_cosine, 3)})`;
  return [{
    id: "own-layer",
    text:
      `${PEAK_INPUT} was found at layer ${pca_layer}: PC1 of the roles at layer ${layer} itself has a cosine of ${
        formatNumber(cosine, 3)
      } with it${best}${turns}.`,
    layers: [layer],
  }];
}
