/**
 * What explains the verdict, in a few words each: where the change arises, which tensor and neurons carry it, what it points to.
 *
 * @module
 */

import { leadingComponent, sharesOf } from "../../../results/leading_component.ts";
import { appearsAt, stagesBesideDraws } from "../../../results/stage_appearance.ts";
import { COMPONENT_WORDS, STAGE_WORDS } from "../../../text/parts.ts";
import { PEAK_INPUT, peakProjections } from "../../../results/peak_input.ts";
import type { OutputVariant, ProjectionRow, Results, Stage } from "../../../results.ts";
import {
  type CausedResults,
  causeLayer,
  hasCauses,
  peakAttribution,
} from "../../../site/kit/cause_rows.ts";
import { largestStageAngle } from "../../../site/kit/cause_rows.ts";
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

/** The answers for the layer of the verdict; none where nothing changed there or nothing was looked into. */
export function explanations(results: Results): { layer: number; items: Explanation[] } {
  const layer = causeLayer(results);
  const info = results.decomposition_info[layer];
  const isZero = info === undefined || info.delta_norm === 0;
  return {
    layer,
    items: isZero ? [] : [
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
  const of = (variant: OutputVariant) =>
    appearsAt(stagesBesideDraws(causes, { layer, input: PEAK_INPUT, variant }));
  const [raw, trimmed] = [of("raw"), of("trimmed")];
  if (largestStageAngle(causes, layer) === 0) return [];
  const hasTrimmed = causes.stages.some((row) => row.layer === layer && row.variant === "trimmed");
  const where = (at: Stage | null) => at === null ? "nowhere" : `from ${STAGE_WORDS[at]} on`;
  return [{
    question: "Where does it arise?",
    path: `${PATHS.causes}#stages-${layer}`,
    answer: plain(
      raw === undefined
        ? "cannot tell"
        : raw === null
        ? "at no stage of its own"
        : `from ${STAGE_WORDS[raw]} on`,
    ),
    remarks: [
      plain(
        raw === undefined
          ? "too little was run to tell which angles are common"
          : "the angle is beyond the random role mixtures (rank p at most 0.05, uncorrected) " +
            (raw === null ? "not even at the output" : "there and up to the output"),
      ),
      ...!hasTrimmed || raw === undefined ? [] : [
        plain(
          `without the outlier dimensions: ${
            trimmed === undefined ? "cannot tell" : trimmed === raw ? "the same" : where(trimmed)
          }`,
        ),
      ],
    ],
  }];
}

function carries({ causes }: CausedResults, layer: number): Explanation[] {
  const rows = peakAttribution(causes, layer);
  const [raw, trimmed] = (["raw", "trimmed"] as const).map((variant) => {
    const shares = sharesOf(rows, variant);
    return {
      isKnown: shares.some(({ share }) => share !== null),
      leader: leadingComponent(shares),
      largest: shares.toSorted((a, b) => (b.share ?? -Infinity) - (a.share ?? -Infinity))[0],
    };
  });
  if (!raw!.isKnown) return [];
  const held = (leader: ReturnType<typeof leadingComponent> | undefined) =>
    `${COMPONENT_WORDS[leader!.component]}, ${percent(leader!.share!)}`;
  return [{
    question: "Which tensor carries it?",
    path: `${PATHS.causes}#tensors-${layer}`,
    answer: plain(raw!.leader === null ? "none alone" : COMPONENT_WORDS[raw!.leader.component]),
    remarks: [
      plain(
        raw!.leader === null
          ? `largest share: ${held(raw!.largest)}; not enough, or first in and last in disagree`
          : `${percent(raw!.leader.share!)} of the change (Shapley share)`,
      ),
      ...trimmed!.isKnown
        ? [plain(
          `without the outlier dimensions: ${
            trimmed!.leader === null ? "none alone" : held(trimmed!.leader)
          }`,
        )]
        : [],
    ],
  }];
}

/** Neurons named on a card. */
const N_NEURONS_NAMED = 4;

function neurons({ causes }: CausedResults, layer: number): Explanation[] {
  const found = causes.neurons[layer];
  if (found === undefined) return [];
  const of = (count: number | null) => count === null ? "no number" : grouped(count);
  const largest = found.rows.toSorted((a, b) => b.contribution - a.contribution)
    .slice(0, Math.min(N_NEURONS_NAMED, found.half_count ?? N_NEURONS_NAMED));
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
      plain(`the largest: ${largest.map(({ neuron }) => neuron).join(", ")}`),
      ...found.trimmed_contribution_sum === null
        ? []
        : [plain(`without the outlier dimensions: ${of(found.trimmed_half_count)}`)],
    ],
  }];
}

function pointsTo(results: Results, layer: number): Explanation[] {
  const rows = peakProjections(results, layer);
  const ends = rows.toSorted((a, b) => b.projection - a.projection);
  const [top, bottom] = [ends[0], ends.at(-1)];
  if (top === undefined || bottom === undefined) return [];
  const info = results.decomposition_info[layer];
  const common = info?.summary?.common_mode.find(({ variant }) => variant === "raw");
  const share = common?.difference_share ?? null;
  const strongest = Math.abs(top.projection) >= Math.abs(bottom.projection) ? top : bottom;
  const described = (row: ProjectionRow) => `(${row.kind}, ${significant(row.projection)})`;
  const side = (row: ProjectionRow) => row.projection < 0 ? "away from " : "toward ";
  const other = strongest === top ? bottom : top;
  return [{
    question: "What does it point to?",
    path: decompositionPath(layer),
    answer: { before: side(strongest), name: strongest.name, after: "" },
    remarks: [
      plain(`largest |projection| ${described(strongest)}`),
      ...other.projection * strongest.projection < 0
        ? [{ before: side(other), name: other.name, after: ` ${described(other)}` }]
        : [],
      ...share === null
        ? []
        : [plain(`the mean direction of all vectors holds ${percent(share)} of |d|²`)],
      ...info!.warnings.length > 0 ? [plain("with a warning about the vectors")] : [],
    ],
  }];
}
