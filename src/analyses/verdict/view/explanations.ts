/**
 * What explains the verdict, in a few words each: where the change arises, which tensor and neurons carry it, what it points to.
 *
 * @module
 */

import { leadingTensorAt, sharesOf } from "../../../results/leading_component.ts";
import { MIN_NEURON_SHARE, namedNeuronsAt } from "../../../results/named_neurons.ts";
import { appearanceAt } from "../../../results/stage_appearance.ts";
import { ALPHA } from "../../../math/significance.ts";
import { COMPONENT_WORDS, STAGE_WORDS } from "../../../text/parts.ts";
import { isWithinNoise } from "../../../results/spoken.ts";
import { PEAK_INPUT, projectionsAt } from "../../../results/peak_input.ts";
import type {
  LeadingTensor,
  OutputVariant,
  ProjectionRow,
  Results,
  StageAppearance,
} from "../../../results.ts";
import {
  type CausedResults,
  causeLayer,
  hasCauses,
  largestStageAngle,
  peakAttribution,
} from "../../../site/kit/cause_rows.ts";
import { grouped, percent, significant } from "../../../site/kit/numbers.ts";
import { decompositionPath, neuronsPath, PATHS } from "../../../site/kit/paths.ts";

/** Text with a name in it, which the template sets apart. */
export interface Phrase {
  before: string;
  name: string | null;
  after: string;
}

/** One question with its answer. */
export interface Explanation {
  question: string;
  answer: Phrase;
  path: string;
  remarks: Phrase[];
}

/** The answers for the layer of the verdict; none where nothing but rounding changed there or nothing was looked into. */
export function explanations(results: Results): { layer: number; items: Explanation[] } {
  const layer = causeLayer(results);
  const info = results.decomposition_info[layer];
  const isNothing = info === undefined || info.delta_norm === 0 || isWithinNoise(results, layer);
  return {
    layer,
    items: isNothing ? [] : [
      ...hasCauses(results)
        ? [...arises(results, layer), ...carries(results, layer), ...neurons(results, layer)]
        : [],
      ...pointsTo(results, layer),
    ],
  };
}

function plain(text: string): Phrase {
  return { before: text, name: null, after: "" };
}

function arises({ causes }: CausedResults, layer: number): Explanation[] {
  const raw = appearanceAt(causes, layer, "raw");
  const trimmed = appearanceAt(causes, layer, "trimmed");
  if (raw === undefined || largestStageAngle(causes, layer) === 0) return [];
  const isKnown = raw.standing !== "unknown";
  return [{
    question: "Where does it arise?",
    path: `${PATHS.causes}#stages-${layer}`,
    answer: plain(where(raw, "no stage can be named")),
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

function carries({ causes }: CausedResults, layer: number): Explanation[] {
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

function neurons({ causes }: CausedResults, layer: number): Explanation[] {
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

/** How much of the change all roles and traits span, where that was measured, else what it points to. */
function pointsTo(results: Results, layer: number): Explanation[] {
  const info = results.decomposition_info[layer];
  const span = info?.summary?.spans.find(({ variant }) => variant === "raw");
  const r2 = span?.r2 ?? null;
  if (span === undefined || r2 === null) return strongest(results, layer);
  const common = info?.summary?.common_mode.find(({ variant }) => variant === "raw");
  const share = common?.difference_share ?? null;
  return [{
    question: "How much do roles and traits span?",
    path: `${decompositionPath(layer)}#together`,
    answer: plain(`${percent(r2)} of |d|²`),
    remarks: [
      ...span.draws_q50 === null
        ? []
        : [plain(`a random role mixture: ${percent(span.draws_q50)} in the median`)],
      ...amongChance(info),
      ...share === null
        ? []
        : [plain(`the mean direction of all vectors holds ${percent(share)} of |d|²`)],
      ...info!.warnings.length > 0 ? [plain("with a warning about the vectors")] : [],
    ],
  }];
}

/** The vector of largest |projection|, and the largest of the other sign. */
function strongest(results: Results, layer: number): Explanation[] {
  const rows = projectionsAt(results, layer);
  const ends = rows.toSorted((a, b) => b.projection - a.projection);
  const [top, bottom] = [ends[0], ends.at(-1)];
  if (top === undefined || bottom === undefined) return [];
  const first = Math.abs(top.projection) >= Math.abs(bottom.projection) ? top : bottom;
  const described = (row: ProjectionRow) => `(${row.kind}, ${significant(row.projection)})`;
  const side = (row: ProjectionRow) => row.projection < 0 ? "away from " : "toward ";
  const other = first === top ? bottom : top;
  return [{
    question: "What does it point to?",
    path: decompositionPath(layer),
    answer: { before: side(first), name: first.name, after: "" },
    remarks: [
      plain(`largest |projection| ${described(first)}`),
      ...other.projection * first.projection < 0
        ? [{ before: side(other), name: other.name, after: ` ${described(other)}` }]
        : [],
      ...results.decomposition_info[layer]!.warnings.length > 0
        ? [plain("with a warning about the vectors")]
        : [],
    ],
  }];
}

/** How many vectors the change points along more than those of random role mixtures do, where enough were run to tell. */
function amongChance(info: Results["decomposition_info"][string] | undefined): Phrase[] {
  const counts = info?.inputs.find(({ input_vector }) => input_vector === PEAK_INPUT);
  if (counts === undefined || counts.n_tested === 0 || !info?.summary?.draws_suffice) return [];
  const { n_tested, n_stands_out } = counts;
  return [
    plain(
      `${n_stands_out === 0 ? "none" : grouped(n_stands_out)} of ${
        grouped(n_tested)
      } cosines unlike those of random role mixtures (p_fw at most ${ALPHA})`,
    ),
  ];
}
