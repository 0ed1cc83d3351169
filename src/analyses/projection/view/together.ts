/**
 * What all role and trait vectors together say of the change at one layer: the direction that they share, how much of the change
 * lies in their span, and how far each projection lies from what random role mixtures show.
 *
 * @module
 */

import { ALPHA } from "../../../math/significance.ts";
import { PEAK_INPUT, peakProjections } from "../../../results/peak_input.ts";
import type {
  DecompositionRow,
  DecompositionSummary,
  PursuitStep,
  Results,
  SpanVariant,
} from "../../../results.ts";
import { explainedChart, type ExplainedShare } from "./explained_chart.ts";
import { pursuitChart } from "./pursuit_chart.ts";
import { zScoresChart } from "./z_scores_chart.ts";
import { bothWidths, type FigureView, panels } from "../../../site/kit/figures.ts";
import { layerFindings } from "../../../site/kit/layer_findings.ts";
import { anchorId } from "../../../site/kit/names.ts";
import { P_DECIMALS, percent } from "../../../site/kit/numbers.ts";
import { type TableView, tableView } from "../../../site/kit/tables.ts";

const VARIANT_WORDS: Readonly<Record<SpanVariant, string>> = {
  raw: "all coordinates",
  trimmed: "without the outlier dimensions",
  without_common: "without the mean direction",
};

/** Topics of the sentences on top, in their order. */
const TOPICS = ["common-mode", "first-direction", "span", "stands-out"];

/** Figures of a decomposed layer; null where nothing lies behind it: in earlier runs, and where nothing changed. */
export function togetherView(
  results: Results,
  layer: number,
): { figures: FigureView[]; sentences: string[] } | null {
  const info = results.decomposition_info[layer];
  const summary = info?.summary ?? null;
  if (summary === null || info?.delta_norm === 0) return null;
  return {
    figures: [
      sharesFigure(layer, summary),
      ...zFigure(layer, peakProjections(results, layer), summary),
      ...pursuitFigure(layer, summary),
    ],
    sentences: layerFindings(results, layer, TOPICS).map(({ text }) => text),
  };
}

function sharesFigure(layer: number, summary: DecompositionSummary): FigureView {
  const rows: ExplainedShare[] = [
    ...summary.common_mode.map((row) => ({
      label: row.variant === "raw" ? "mean direction m" : "m, trimmed",
      share: row.difference_share,
      drawsMedian: row.draws_q50,
      drawsHigh: row.draws_q95,
    })),
    ...summary.spans.map((row) => ({
      label: { raw: "all vectors", trimmed: "trimmed", without_common: "without m" }[row.variant],
      share: row.r2,
      drawsMedian: row.draws_q50,
      drawsHigh: row.draws_q95,
    })),
  ].flatMap(({ share, ...row }) => share === null ? [] : [{ ...row, share }]);
  const [raw] = summary.spans;
  return {
    id: "together",
    title: "How much of the change roles and traits hold together",
    charts: bothWidths((width) =>
      explainedChart(rows, {
        className: "chart-together",
        label: `Layer ${layer}: shares of |d|² of ${PEAK_INPUT}`,
        width,
      })
    ),
    legend: [],
    caption: [
      "A dot is the share of |d|² that lies along the mean direction m, or in the span of all role and trait vectors (R², no intercept).",
      "m is the unit mean of all of them; trimmed leaves the outlier dimensions out, and without m takes m out of the change and of every vector.",
      ...summary.draws === 0 ? [] : [
        `The tick is the median of ${summary.draws} random role mixtures at this layer, the dotted line reaches to their 95 % quantile: a change for any persona input lies in that span too.`,
      ],
      ...raw === undefined ? [] : [
        `The ${raw.vectors} vectors have rank ${raw.rank} of ${raw.dimensions} dimensions: a random direction would have ${
          percent(raw.rank / raw.dimensions)
        } of its length squared in their span.`,
      ],
    ],
    table: spanTable(layer, summary),
  };
}

function spanTable(layer: number, { common_mode, spans }: DecompositionSummary): TableView {
  const modes = common_mode.map((row) => ({
    what: `mean direction, ${VARIANT_WORDS[row.variant]}`,
    share: row.difference_share,
    base: row.base_share,
    instruct: row.instruct_share,
    draws_q50: row.draws_q50,
    draws_q95: row.draws_q95,
    p: null,
    rank: null,
    first: null,
    effective: null,
    along: null,
  }));
  const all = spans.map((row) => ({
    what: `span, ${VARIANT_WORDS[row.variant]}`,
    share: row.r2,
    base: null,
    instruct: null,
    draws_q50: row.draws_q50,
    draws_q95: row.draws_q95,
    p: row.draws_p,
    rank: row.rank,
    first: row.first_share,
    effective: row.effective_number,
    along: row.d_along_first,
  }));
  type Row = typeof modes[number] | typeof all[number];
  return tableView<Row>(`Layer ${layer}: shares of the change`, [...modes, ...all], [
    { label: "in", value: (row) => row.what },
    { label: "of d", value: (row) => row.share, decimals: 4 },
    { label: "draws, median", value: (row) => row.draws_q50, decimals: 4 },
    { label: "draws, 95 %", value: (row) => row.draws_q95, decimals: 4 },
    { label: "p, uncorrected", value: (row) => row.p, decimals: 4 },
    { label: "of y base", value: (row) => row.base, decimals: 4 },
    { label: "of y instruct", value: (row) => row.instruct, decimals: 4 },
    { label: "rank", value: (row) => row.rank },
    { label: "first singular share", value: (row) => row.first, decimals: 4 },
    { label: "of d along it", value: (row) => row.along, decimals: 4 },
    { label: "effective number", value: (row) => row.effective, digits: 4 },
  ]);
}

function zFigure(
  layer: number,
  rows: readonly DecompositionRow[],
  { draws }: DecompositionSummary,
): FigureView[] {
  const known = rows.flatMap(({ cosine_z, ...row }) =>
    cosine_z === null ? [] : [{ ...row, cosine_z }]
  );
  if (known.length === 0) return [];
  const sorted = known.toSorted((a, b) => Math.abs(b.cosine_z) - Math.abs(a.cosine_z)).slice(0, 20);
  return [{
    id: "z",
    title: "Is it more than any persona input would show?",
    charts: bothWidths((width) =>
      zScoresChart(known, {
        className: "chart-z",
        label: `Layer ${layer}: z of the cosine with every vector`,
        width,
      })
    ),
    legend: [],
    caption: [
      `z of the cosine is the cosine of the change of ${PEAK_INPUT} with a vector, less the mean of its own and those of ${draws} random role mixtures, in their standard deviations: how long a change is does not count.`,
      `Filled dots stand out among all ${known.length} vectors together: p_fw ≤ ${ALPHA}, at most one draw in twenty has any vector as far out. The smallest p_fw that ${draws} draws can show is ${
        (1 / (draws + 1)).toFixed(P_DECIMALS)
      }.`,
      "Vectors that are much alike move together here. The z of length and direction is of the projection itself: of a change longer than those of the draws it is larger along any vector, so no test is made of it.",
    ],
    table: tableView(
      `Layer ${layer}: the ${sorted.length} vectors of largest |z| of the cosine`,
      sorted,
      [
        { label: "name", value: (row) => row.name, href: (row) => `#${anchorId(row)}` },
        { label: "kind", value: (row) => row.kind },
        { label: "cosine", value: (row) => row.cosine, digits: 3 },
        { label: "z of the cosine", value: (row) => row.cosine_z, digits: 4 },
        { label: "p", value: (row) => row.cosine_p, decimals: P_DECIMALS },
        { label: "p_fw", value: (row) => row.cosine_pfw, decimals: P_DECIMALS },
        { label: "p_fw trimmed", value: (row) => row.trimmed_cosine_pfw, decimals: P_DECIMALS },
        { label: "z, length and direction", value: (row) => row.z, digits: 4 },
      ],
    ),
  }];
}

function pursuitFigure(layer: number, { pursuit }: DecompositionSummary): FigureView[] {
  const of = (variant: SpanVariant) => pursuit.filter((step) => step.variant === variant);
  const shown = (["raw", "trimmed"] as const).filter((variant) => of(variant).length > 0);
  if (shown.length === 0) return [];
  return [{
    id: "pursuit",
    title: "The few vectors that make up most of it",
    charts: panels(shown.map((variant) => ({
      title: VARIANT_WORDS[variant],
      draw: (width) =>
        pursuitChart(of(variant), {
          className: `chart-pursuit-${variant}`,
          label: `Layer ${layer}: cumulative share by step, ${VARIANT_WORDS[variant]}`,
          width,
        }),
    }))),
    legend: [],
    caption: [
      "Orthogonal matching pursuit: each step takes the vector that tells most of what is left, and fits all taken so far again.",
      "The band goes from the median to the 95 % quantile of the random role mixtures, each with a pursuit of its own.",
      "Another order or another set of vectors may do nearly as well: this is one way to write the change, not the one.",
    ],
    table: pursuitTable(layer, shown.flatMap(of)),
  }];
}

function pursuitTable(layer: number, steps: readonly PursuitStep[]): TableView {
  return tableView(`Layer ${layer}: the pursuit step by step`, steps, [
    { label: "step", value: (row) => row.step },
    { label: "name", value: (row) => row.name, href: (row) => `#${anchorId(row)}` },
    { label: "kind", value: (row) => row.kind },
    { label: "on", value: (row) => VARIANT_WORDS[row.variant] },
    { label: "coefficient", value: (row) => row.coefficient, digits: 4 },
    { label: "R² so far", value: (row) => row.r2, decimals: 4 },
    { label: "draws, median", value: (row) => row.draws_q50, decimals: 4 },
    { label: "draws, 95 %", value: (row) => row.draws_q95, decimals: 4 },
  ]);
}
