/**
 * Sentences about where in the MLP the change of PC1 arises and which tensor carries it, at the decomposed layers.
 *
 * @module
 */

import type { Causes, Finding, Measured, MlpComponent, OutputVariant, Stage } from "../results.ts";
import {
  type ComponentShares,
  leadingComponent,
  sharesOf,
} from "../analyses/attribution/settle/leading_component.ts";
import { appearsAt, stagesBesideDraws } from "../analyses/stages/settle/stage_appearance.ts";
import { degrees } from "../math/angle.ts";
import { rowAt } from "../results/peak_input.ts";
import { PEAK_INPUT } from "../results/peak_input.ts";
import { formatDegrees, formatNumber, formatPercent, list } from "../text/words.ts";

/** Tensors in sentences. */
export const COMPONENT_WORDS: Readonly<Record<MlpComponent, string>> = {
  pre_norm: "the norm before the MLP",
  gate: "gate_proj",
  up: "up_proj",
  down: "down_proj",
  post_norm: "the norm after the MLP",
};

/** Stages in sentences. */
export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  gate: "the gate product",
  up: "the up product",
  hidden: "h",
  down: "the down product",
  base_normed: "the output under the base’s post-norm",
  output: "the output",
};

/** All of them, layer by layer; none where nothing was looked into or nothing changed. */
export function causeFindings(measured: Measured): Finding[] {
  const { causes, decomposition_info } = measured;
  if (causes === null) return [];
  return Object.values(decomposition_info).flatMap(({ layer, delta_norm }) => {
    if (delta_norm === 0) return [];
    const sentences: [string, string | null][] = [
      ["stages", stages(causes, layer)],
      ["weights", weights(causes, layer)],
      ["weight-change", weightChange(causes, layer)],
      ["parity", parity(measured, causes, layer)],
      ["self-projection", selfProjection(measured, causes, layer)],
    ];
    return sentences.flatMap(([id, text]) =>
      text === null ? [] : [{ id: `${id}-${layer}`, text, layers: [layer] }]
    );
  });
}

function stages(causes: Causes, layer: number): string | null {
  const of = (variant: OutputVariant) =>
    stagesBesideDraws(causes, { layer, input: PEAK_INPUT, variant });
  const [raw, trimmed] = [of("raw"), of("trimmed")];
  const at = appearsAt(raw);
  const figures = raw.flatMap(({ stage, deltaAngular, q95 }) =>
    deltaAngular === null ? [] : [
      `${STAGE_WORDS[stage]} ${formatDegrees(degrees(deltaAngular))}${
        q95 === null ? "" : ` (${formatDegrees(degrees(q95))})`
      }`,
    ]
  );
  const what = at === undefined
    ? `At layer ${layer} base and instruct are apart for ${PEAK_INPUT} by`
    : at === null
    ? `At layer ${layer} the output for ${PEAK_INPUT} is not beyond the random role mixtures (rank p above 0.05, uncorrected), so no stage is named; base and ` +
      `instruct are apart, in brackets the 95 % quantile of the mixtures, by`
    : `At layer ${layer} the turn of ${PEAK_INPUT} is beyond the random role mixtures (rank p at most 0.05, uncorrected) from ${
      STAGE_WORDS[at]
    } on${
      withoutOutliers(causes, { at, appears: appearsAt(trimmed) })
    }. In brackets the 95 % quantile of the mixtures:`;
  return `${what} ${list(figures)}.`;
}

function withoutOutliers(
  { stages }: Causes,
  { at, appears }: { at: Stage; appears: Stage | null | undefined },
): string {
  if (!stages.some(({ variant }) => variant === "trimmed") || appears === undefined) return "";
  if (appears === at) return ", with and without the outlier dimensions";
  return appears === null
    ? ", but not without the outlier dimensions"
    : `, without the outlier dimensions from ${STAGE_WORDS[appears]} on`;
}

function weights({ attribution }: Causes, layer: number): string | null {
  const rows = attribution.filter((row) => row.layer === layer && row.input_vector === PEAK_INPUT);
  const [raw, trimmed] = [sharesOf(rows, "raw"), sharesOf(rows, "trimmed")];
  if (raw.every(({ share }) => share === null)) return null;
  const leader = leadingComponent(raw);
  const isTrimmedKnown = trimmed.some(({ share }) => share !== null);
  const kept = leadingComponent(trimmed);
  const rule = "(Shapley share of the change along itself; first in and last in stand beside it)";
  const shares = raw.map(({ component, share }) =>
    `${COMPONENT_WORDS[component]} ${share === null ? "unknown" : formatPercent(share)}`
  );
  const without = !isTrimmedKnown
    ? ""
    : kept === null
    ? " Without the outlier dimensions no tensor can be named."
    : ` Without the outlier dimensions it is ${named(kept)}.`;
  return leader === null
    ? `At layer ${layer} no single tensor can be named as what carries the change of ${PEAK_INPUT} ${rule}: ${
      list(shares)
    }.${without}`
    : `At layer ${layer} the change of ${PEAK_INPUT} is carried by ${
      named(leader)
    } ${rule}.${without}`;
}

function named({ component, share, firstIn, lastIn }: ComponentShares): string {
  const figure = (value: number | null) => value === null ? "unknown" : formatPercent(value);
  return `${COMPONENT_WORDS[component]}, ${figure(share)} of it (first in ${
    figure(firstIn)
  }, last in ${figure(lastIn)})`;
}

function weightChange({ weight_change }: Causes, layer: number): string | null {
  const here = weight_change.filter((row) => row.layer === layer && row.isotropic_change !== null);
  if (here.length === 0) return null;
  const parts = here.map(({ weight, isotropic_change, pc1_gain }) => {
    const others = weight_change.filter((row) => row.weight === weight && row.layer !== layer);
    const nLess = others.filter((row) => (row.isotropic_change ?? 0) < isotropic_change!).length;
    const rank = others.length === 0
      ? ""
      : `, more than at ${nLess} of the ${others.length} other layers`;
    const gain = pc1_gain === null
      ? ""
      : ` and ${formatNumber(pc1_gain, 3)} times as much along ${PEAK_INPUT}`;
    return `${weight}_proj by ${formatPercent(isotropic_change!)}${rank},${gain}`;
  });
  return `At layer ${layer} gate_proj and up_proj themselves changed, along random inputs: ${
    parts.join("; ")
  }. ` +
    `A factor of 1 along ${PEAK_INPUT} is that of an ordinary direction; down_proj is not measured this way.`;
}

function parity(
  measured: Measured,
  { parity, spreads }: Causes,
  layer: number,
): string | null {
  const of = (variant: OutputVariant) =>
    parity.find((row) =>
      row.layer === layer && row.input_vector === PEAK_INPUT && row.stage === "output" &&
      row.variant === variant
    )?.even_share ?? null;
  const [share, trimmed] = [of("raw"), of("trimmed")];
  if (share === null) return null;
  const spread = spreads.find((row) =>
    row.layer === layer && row.baseline === "persona" && row.variant === "raw" &&
    row.quantity === "output_even_share"
  );
  const beside = !spread || spread.q05 === null || spread.q95 === null
    ? ""
    : `; 90 % of random role mixtures lie between ${formatPercent(spread.q05)} and ${
      formatPercent(spread.q95)
    }`;
  const kept = trimmed === null
    ? ""
    : ` (${formatPercent(trimmed)} without the outlier dimensions)`;
  const lengths = [PEAK_INPUT, `-${PEAK_INPUT}`].map((name) =>
    rowAt(measured.mlp, layer, name)?.delta_norm
  );
  const both = lengths.every((length) => length !== undefined)
    ? ` (|d| ${list(lengths.map((length) => formatNumber(length!)))})`
    : "";
  return `At layer ${layer}, of the changes of ${PEAK_INPUT} and -${PEAK_INPUT} together${both}, ${
    formatPercent(share)
  } in squared length is even${kept}, which no linear map could give; a change for one sign alone gives 50 %${beside}.`;
}

function selfProjection(measured: Measured, { spreads }: Causes, layer: number): string | null {
  const row = rowAt(measured.mlp, layer, PEAK_INPUT);
  const [base, instruct] = [
    row?.base_self_projection ?? null,
    row?.instruct_self_projection ?? null,
  ];
  if (base === null || instruct === null) return null;
  const spread = spreads.find((it) =>
    it.layer === layer && it.baseline === "persona" && it.variant === "raw" &&
    it.quantity === "self_projection_change"
  );
  const beside = !spread || spread.q05 === null || spread.q95 === null
    ? ""
    : `; for 90 % of random role mixtures that changes by ${formatNumber(spread.q05, 3)} to ${
      formatNumber(spread.q95, 3)
    }`;
  return `At layer ${layer} the part of the output along ${PEAK_INPUT} itself goes from ${
    formatNumber(base)
  } to ${formatNumber(instruct)}${beside}.`;
}
