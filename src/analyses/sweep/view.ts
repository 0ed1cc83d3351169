/**
 * Sweep: every role and trait as an input of every analysed layer.
 *
 * @module
 */

import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { sweepColumns } from "./schema.ts";
import { degrees } from "../../math/angle.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Results, Sweep, SweepRow, SweepTest } from "../../results.ts";
import { SWEEP_STYLES, sweepLayersChart } from "./view/sweep_layers_chart.ts";
import { type MarkedInput, meanTurnText, sweepSwarmChart } from "./view/sweep_swarm_chart.ts";
import { seriesStyles } from "../../site/kit/charts/series.ts";
import { peakLabel } from "../../site/kit/components.ts";
import { bothWidths, type FigureView, legend } from "../../site/kit/figures.ts";
import { anchorId } from "../../site/kit/names.ts";
import { grouped, significant } from "../../site/kit/numbers.ts";
import type { Page } from "../../site/kit/page.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { type Column, type TableView, tableView } from "../../site/kit/tables.ts";

/** Rows of each short list. */
const N_LISTED = 15;

/** Its pages. */
export function pages(results: Results): Page[] {
  return results.sweep === null ? [] : [sweepPage(results, results.sweep)];
}

/** `sweep.html`. */
function sweepPage(results: Results, sweep: Sweep): Page {
  const { rows } = sweep;
  const ofKind = (kind: SweepRow["kind"]) => rows.filter((row) => row.kind === kind);
  return {
    path: PATHS.sweep,
    title: "Roles and traits as inputs",
    template: "sweep",
    content: {
      base: results.inputs.base.name,
      instruct: results.inputs.instruct.name,
      component: peakLabel(results.pcs),
      counts: `${grouped(ofKind("role").length)} roles and ${
        grouped(ofKind("trait").length)
      } traits`,
      analysed: analysedText(results.options.layers.length),
      sentences: results.findings.filter(({ topic }) => topic.startsWith("sweep")).map(({ text }) =>
        text
      ),
      swarm: swarmFigure(results, sweep),
      layers: layersFigure(results, sweep),
      tops: (["role", "trait"] as const).filter((kind) => ofKind(kind).length > 0)
        .map((kind) => topTable(ofKind(kind), kind)),
      tests: testsTable(sweep.tests),
      csvPath: PATHS.sweepCsv,
    },
  };
}

function swarmFigure(results: Results, { rows }: Sweep): FigureView {
  const marked = [PEAK_INPUT, `-${PEAK_INPUT}`].flatMap((name) => markedInput(results, name));
  return {
    id: "swarm",
    title: "How far each turns the output, over all layers",
    charts: bothWidths((width) => sweepSwarmChart(rows, marked, width)),
    legend: [
      { swatch: '<span class="dot role"></span>', label: "role" },
      { swatch: '<span class="dot trait"></span>', label: "trait" },
    ],
    caption: [
      "A dot is one role or trait vector as an input: the mean over layers of 1 − cos between the outputs of base and instruct, as an angle.",
      `The solid line is the mean of its kind. The dashed lines are ${
        marked.map(({ name, meanAngular }) => `${name} (${meanTurnText(meanAngular)})`).join(
          " and ",
        )
      } over the same layers.`,
      "A vector is run in one sign only, as it points.",
    ],
    table: tableView("All roles and traits", rows, [nameColumn, kindColumn, ...columns], anchorId),
  };
}

function markedInput({ mlp }: Results, name: string): MarkedInput[] {
  const turns = mlp.filter((row) => row.input_vector === name)
    .flatMap((row) => row.delta_angular ?? []);
  if (turns.length === 0) return [];
  return [{ name, meanAngular: turns.reduce((sum, turn) => sum + turn, 0) / turns.length }];
}

function layersFigure(results: Results, sweep: Sweep): FigureView {
  return {
    id: "by-layer",
    title: "By layer",
    charts: bothWidths((width) => sweepLayersChart(results, sweep, width)),
    legend: legend([...seriesStyles([PEAK_INPUT]), ...SWEEP_STYLES]),
    caption: [
      "Angle of the mean 1 − cos of each kind at each layer, and PC1. The band reaches from the smallest to the largest single vector.",
    ],
    table: tableView("Roles and traits by layer", sweep.layers, [
      { label: "layer", value: (row) => row.layer },
      { label: "kind", value: (row) => row.kind },
      { label: "vectors", value: (row) => row.n },
      { label: "|d| mean", value: (row) => row.delta_norm_mean, digits: 4 },
      { label: "|d| sd", value: (row) => row.delta_norm_sd, digits: 4 },
      { label: "1 − cos mean", value: (row) => row.delta_angular_mean, digits: 4 },
      { label: "1 − cos sd", value: (row) => row.delta_angular_sd, digits: 4 },
      { label: "smallest", value: (row) => row.delta_angular_min, digits: 4 },
      { label: "largest", value: (row) => row.delta_angular_max, digits: 4 },
    ]),
  };
}

const nameColumn: Column<SweepRow> = { label: "name", value: (row) => row.name };
const kindColumn: Column<SweepRow> = { label: "kind", value: (row) => row.kind };

const columns: Column<SweepRow>[] = [
  {
    label: "angle in °",
    value: (row) => row.delta_angular_mean === null ? null : degrees(row.delta_angular_mean),
    digits: 3,
  },
  { label: "1 − cos mean", value: (row) => row.delta_angular_mean, digits: 4 },
  { label: "sd", value: (row) => row.delta_angular_sd, digits: 3 },
  { label: "largest", value: (row) => row.delta_angular_max, digits: 4 },
  { label: "trimmed mean", value: (row) => row.trimmed_angular_mean, digits: 4 },
  { label: "|d| mean", value: (row) => row.delta_norm_mean, digits: 4 },
  { label: "rank", value: (row) => row.delta_angular_rank },
  { label: "rank by |d|", value: (row) => row.delta_norm_rank },
];

function topTable(rows: readonly SweepRow[], kind: SweepRow["kind"]): TableView {
  const top = rows.filter((row) => row.delta_angular_mean !== null)
    .toSorted((a, b) => b.delta_angular_mean! - a.delta_angular_mean!).slice(0, N_LISTED);
  const linked = { ...nameColumn, href: (row: SweepRow) => `#${anchorId(row)}` };
  const shown = ["angle in °", "|d| mean", "rank"];
  return tableView(`The ${top.length} ${kind}s that turn farthest`, top, [
    linked,
    ...columns.filter(({ label }) => shown.includes(label)),
  ]);
}

const TEST_WORDS: Readonly<Record<SweepTest["column"], string>> = {
  delta_norm: "|d|",
  delta_angular: "1 − cos",
  trimmed_angular: "1 − cos, trimmed",
};

function testsTable(tests: readonly SweepTest[]): TableView | null {
  if (tests.length === 0) return null;
  return tableView("Roles against traits (t and p assume independence)", tests, [
    { label: "mean over layers of", value: (row) => TEST_WORDS[row.column] },
    {
      label: "roles",
      value: (row) => row.roles_mean === null ? null : significant(row.roles_mean),
    },
    {
      label: "traits",
      value: (row) => row.traits_mean === null ? null : significant(row.traits_mean),
    },
    { label: "Cohen’s d", value: (row) => row.cohens_d, digits: 3 },
    { label: "Welch’s t", value: (row) => row.welch_t, digits: 4 },
    { label: "Student’s t", value: (row) => row.student_t, digits: 4 },
  ]);
}

function analysedText(nLayers: number): string {
  return nLayers === 1 ? "the one layer analysed" : `each of the ${nLayers} layers analysed`;
}

/** Its table to take away. */
export function files({ sweep }: Results): DataFile[] {
  if (sweep === null) return [];
  return [
    dataFile(sweepColumns, sweep.rows, {
      path: PATHS.sweepCsv,
      description: "Every role and trait vector as an input, over all analysed layers.",
    }),
  ];
}
