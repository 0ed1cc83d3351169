/**
 * Where the change of the verdict arises, and which tensor and neurons carry it, in a few words each.
 *
 * @module
 */

import { leadingTensorAt, sharesOf } from "../../../results/leading_component.ts";
import { MIN_NEURON_SHARE, namedNeuronsAt } from "../../../results/named_neurons.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { appearanceAt } from "../../../results/stage_appearance.ts";
import type { LeadingTensor, OutputVariant, StageAppearance } from "../../../results.ts";
import {
  type CausedResults,
  largestStageAngle,
  peakAttribution,
} from "../../../site/kit/cause_rows.ts";
import { grouped, percent, significant } from "../../../site/kit/numbers.ts";
import { neuronsPath, PATHS } from "../../../site/kit/paths.ts";
import { COMPONENT_WORDS, STAGE_WORDS } from "../../../text/parts.ts";
import { type Explanation, plain } from "./explanation.ts";

export function arises({ causes }: CausedResults, layer: number): Explanation[] {
  const raw = appearanceAt(causes, layer, "raw");
  const trimmed = appearanceAt(causes, layer, "trimmed");
  if (raw === undefined || largestStageAngle(causes, layer) === 0) return [];
  const isKnown = raw.standing !== "unknown";
  return [{
    question: "Where does it arise?",
    path: `${PATHS.causes}#stages-${layer}`,
    answer: plain(where(raw, "no stage beyond chance")),
    remarks: [
      plain(
        isKnown
          ? raw.stage === null
            ? "not farther than 95 % of random role mixtures at the output (rank p of PC1 alone above 0.05, uncorrected)"
            : "farther than 95 % of random role mixtures (rank p of PC1 alone at most 0.05, uncorrected)"
          : "too little was run to tell which angles are common",
      ),
      ...trimmed === undefined || !isKnown ? [] : [
        plain(
          `without the outlier dimensions: ${
            trimmed.standing === raw.standing && trimmed.stage === raw.stage
              ? "the same"
              : where(trimmed, "nowhere")
          }`,
        ),
      ],
    ],
  }];
}

function where({ standing, stage }: StageAppearance, nowhere: string): string {
  if (standing === "unknown") return "cannot tell";
  return stage === null ? nowhere : `from ${STAGE_WORDS[stage]} on`;
}

/** Why no tensor may be named. */
const UNNAMED: Record<NonNullable<LeadingTensor["unnamed"]>, string> = {
  no_half: "none holds more than half",
  orders_disagree: "first in and last in disagree",
};

export function carries({ causes }: CausedResults, layer: number): Explanation[] {
  const raw = leadingTensorAt(causes, layer, "raw");
  const trimmed = leadingTensorAt(causes, layer, "trimmed");
  if (raw === undefined) return [];
  const shares = (variant: OutputVariant) => sharesOf(peakAttribution(causes, layer), variant);
  const share = ({ component, variant }: LeadingTensor) =>
    shares(variant).find((it) => it.component === component)!.share!;
  const [largest] = shares("raw").toSorted((a, b) =>
    (b.share ?? -Infinity) - (a.share ?? -Infinity)
  );
  const changed = causes.weight_change.find((row) =>
    row.layer === layer && row.weight === raw.component
  );
  const gain = changed?.pc1_gain ?? null;
  return [{
    question: "Which tensor carries it?",
    path: `${PATHS.causes}#tensors-${layer}`,
    answer: plain(raw.component === null ? "none alone" : COMPONENT_WORDS[raw.component]),
    remarks: [
      plain(
        raw.component === null
          ? `largest share: ${COMPONENT_WORDS[largest!.component]}, ${percent(largest!.share!)}; ${
            UNNAMED[raw.unnamed!]
          }`
          : `${percent(share(raw))} of the change (Shapley share)`,
      ),
      ...gain === null ? [] : [
        plain(
          `itself changed ${
            significant(gain, 3)
          } times as much along ${PEAK_INPUT} as along random inputs`,
        ),
      ],
      ...trimmed === undefined ? [] : [
        plain(
          `without the outlier dimensions: ${
            trimmed.component === null
              ? "none alone"
              : `${COMPONENT_WORDS[trimmed.component]}, ${percent(share(trimmed))}`
          }`,
        ),
      ],
    ],
  }];
}

/** Neurons named on a card. */
const N_NEURONS_NAMED = 4;

export function neurons({ causes }: CausedResults, layer: number): Explanation[] {
  const found = causes.neurons[layer];
  if (found === undefined) return [];
  const of = (count: number | null) => count === null ? "no number" : grouped(count);
  const largest = (namedNeuronsAt(causes, layer, "raw") ?? []).slice(0, N_NEURONS_NAMED);
  return [{
    question: "Which neurons?",
    path: neuronsPath(layer),
    answer: plain(`${of(found.half_count)} of ${grouped(found.neurons)}`),
    remarks: [
      plain(
        found.half_count === null
          ? "of the neurons reaches half of |d|"
          : `reach${found.half_count === 1 ? "es" : ""} half of |d|, largest first`,
      ),
      plain(
        largest.length === 0
          ? `none holds ${percent(MIN_NEURON_SHARE)} of it, so none is named`
          : `the largest: ${largest.map(({ neuron }) => neuron).join(", ")}`,
      ),
      ...found.trimmed_contribution_sum === null
        ? []
        : [plain(`without the outlier dimensions: ${of(found.trimmed_half_count)}`)],
    ],
  }];
}
