/**
 * What all role and trait vectors together say of the change at one layer: the direction that they share, how much of the change
 * lies in their span, and how far each projection lies from what random role mixtures show.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { PEAK_INPUT, projectionsAt } from "../../../results/peak_input.ts";
import { ALONG_ONE } from "../../../results/projection_decisions.ts";
import type { DecompositionSummary, Results } from "../../../results.ts";
import { bothWidths, type FigureView } from "../../../site/kit/figures.ts";
import { layerFindings } from "../../../site/kit/layer_findings.ts";
import { percent } from "../../../site/kit/numbers.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { commonModeColumns, spanColumns } from "../schema/together_columns.ts";
import { explainedChart, type ExplainedShare } from "./explained_chart.ts";
import { pursuitFigure } from "./pursuit_figure.ts";
import { VARIANT_WORDS } from "./variant_words.ts";
import { zFigure } from "./z_figure.ts";

/** Topics of the sentences on top, in their order. */
const TOPICS = [ALONG_ONE, "common-mode", "first-direction", "span", "stands-out"];

/** Titles of a change within rounding noise, by the id of the figure. */
const PLAIN_TITLES: Readonly<Record<string, string>> = {
  together: "How much of the change roles and traits hold together",
  z: "Is it more than random role mixtures show?",
  pursuit: "The few vectors that tell most of it",
};

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
      ...[
        sharesFigure(layer, summary),
        ...zFigure(layer, projectionsAt(results, layer), summary),
        ...pursuitFigure(layer, summary),
      ].map(({ title, ...figure }) => ({
        ...figure,
        title: claimOf(results, layer, { claim: title, plain: PLAIN_TITLES[figure.id]! }),
      })),
    ],
    sentences: layerFindings(results, layer, TOPICS).map(({ text }) => text),
  };
}

/** What the span of all vectors holds. */
function title(span: DecompositionSummary["spans"][number] | undefined): string {
  return span === undefined || span.r2 === null
    ? "How much of the change roles and traits hold together"
    : `Roles and traits together span ${percent(span.r2)} of the change${
      span.draws_q50 === null ? "" : `, of a random role mixture’s ${percent(span.draws_q50)}`
    }`;
}

function sharesFigure(layer: number, summary: DecompositionSummary): FigureView {
  const rows: ExplainedShare[] = [
    ...summary.common_mode.map((row) => ({
      label: row.variant === "raw" ? "mean direction m" : "m, without O",
      share: row.difference_share,
      drawsMedian: row.draws_q50,
      drawsHigh: row.draws_q95,
    })),
    ...summary.spans.map((row) => ({
      label: { raw: "all vectors", trimmed: "without O", without_common: "without m" }[row.variant],
      share: row.r2,
      drawsMedian: row.draws_q50,
      drawsHigh: row.draws_q95,
    })),
  ].flatMap(({ share, ...row }) => share === null ? [] : [{ ...row, share }]);
  const [raw] = summary.spans;
  return {
    id: "together",
    title: title(raw),
    charts: bothWidths((width) =>
      explainedChart(rows, {
        className: "chart-together",
        label: `Layer ${layer}: shares of |d|² of ${PEAK_INPUT}`,
        width,
      })
    ),
    legend: [],
    caption: "Share of |d|² along the mean direction and in the span of all roles and traits.",
    reading: [
      "A dot is the share of |d|² that lies along the mean direction m, or in the span of all role and trait vectors (R², no intercept).",
      "m is the unit mean of all of them; without O leaves the outlier dimensions O out, and without m takes m out of the change and of every vector.",
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
  const { variant, r2, draws_q50, draws_q95, draws_p, rank, ...span } = spanColumns;
  const rows = [
    ...common_mode.map((mode) => ({ what: "mean direction", mode, span: null, row: mode })),
    ...spans.map((span) => ({ what: "span", mode: null, span, row: span })),
  ];
  return tableView(`Layer ${layer}: shares of the change`, rows, [
    declared(variant, ({ what, row }) => `${what}, ${VARIANT_WORDS[row.variant]}`),
    declared(r2, ({ mode, span }) => (mode === null ? span.r2 : mode.difference_share), {
      meaning: "Share of |d|² along the mean direction, or in the span (R², no intercept).",
    }),
    declared(draws_q50, ({ row }) => row.draws_q50),
    declared(draws_q95, ({ row }) => row.draws_q95),
    declared(draws_p, ({ span }) => span?.draws_p ?? null),
    declared(commonModeColumns.base_share, ({ mode }) => mode?.base_share ?? null),
    declared(commonModeColumns.instruct_share, ({ mode }) => mode?.instruct_share ?? null),
    declared(rank, ({ span }) => span?.rank ?? null),
    declared(span.first_share, ({ span }) => span?.first_share ?? null),
    declared(span.d_along_first, ({ span }) => span?.d_along_first ?? null),
    declared(span.effective_number, ({ span }) => span?.effective_number ?? null),
  ]);
}
