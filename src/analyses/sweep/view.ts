/**
 * Sweep: every role and trait as an input of every analysed layer.
 *
 * @module
 */

import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { sweepColumns, sweepLayerColumns, sweepTestColumns } from "./schema.ts";
import { degreesOrNull } from "../../math/angle.ts";
import type { Results, Sweep, SweepRow, SweepTest } from "../../results.ts";
import { sweepLayersChart } from "./view/sweep_layers_chart.ts";
import { sweepSwarmChart } from "./view/sweep_swarm_chart.ts";
import { peakLabel } from "../../site/kit/components.ts";
import { bothWidths, type FigureView } from "../../site/kit/figures.ts";
import { anchorId, modelNames, shortened } from "../../site/kit/names.ts";
import { degreesText, grouped, significant } from "../../site/kit/numbers.ts";
import type { Page, PageMaker } from "../../site/kit/page.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { type Column, declared, type TableView, tableView } from "../../site/kit/tables.ts";
import { inputText } from "../../text/input_text.ts";
import { VECTOR_KINDS } from "../../results/values.ts";

/** Rows of each short list. */
const N_LISTED = 15;

/** Its pages. */
export function pages(results: Results): PageMaker[] {
  const { sweep } = results;
  return sweep === null ? [] : [{ path: PATHS.sweep, make: () => sweepPage(results, sweep) }];
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
      ...modelNames(results),
      component: peakLabel(results.pcs),
      counts: `${grouped(ofKind("role").length)} roles and ${
        grouped(ofKind("trait").length)
      } traits`,
      analysed: analysedText(results.options.layers.length, rows),
      sentences: results.findings.filter(({ topic }) => topic.startsWith("sweep")).map(({ text }) =>
        text
      ),
      swarm: swarmFigure(sweep, results.options.layers.length),
      layers: layersFigure(results, sweep),
      tops: VECTOR_KINDS.filter((kind) => ofKind(kind).length > 0)
        .map((kind) => topTable(ofKind(kind), kind)),
      tests: testsTable(sweep.tests),
      csvPath: PATHS.sweepCsv,
    },
  };
}

function swarmFigure(sweep: Sweep, nLayers: number): FigureView {
  const { rows, beside, tests } = sweep;
  const marked = beside.map(({ input_vector, delta_angular_mean }) =>
    `${inputText(input_vector)} (${degreesText(delta_angular_mean)})`
  );
  return {
    id: "swarm",
    title: swarmTitle(sweep, nLayers),
    charts: bothWidths((width) => sweepSwarmChart({ rows, beside, tests }, width)),
    legend: [
      { swatch: '<span class="dot role"></span>', label: "role" },
      { swatch: '<span class="dot trait"></span>', label: "trait" },
    ],
    caption: "Angle between the outputs for every role and trait as an input, over all layers.",
    reading: [
      "A dot is one role or trait vector as an input: the mean over layers of 1 − cos between the outputs of base and instruct, as an angle.",
      `The solid line is the mean of its kind. The dashed lines are ${
        marked.join(" and ")
      } over the same layers.`,
      "A vector is run in one sign only, as it points.",
    ],
    table: tableView("All roles and traits", rows, [nameColumn, ...columns], anchorId),
  };
}

/** Which vector turns farthest, as was settled: of those that are at every layer. */
function swarmTitle({ farthest, rows, untold }: Sweep, nLayers: number): string {
  if (farthest === null || untold !== null) return "How far each turns the output, over all layers";
  const among = rows.every(({ layers }) => layers === nLayers) ? "" : " of those at every layer";
  return `\u2068${shortened(farthest.name, 40)}\u2069 turns the output farthest${among}: ${
    degreesText(farthest.delta_angular_mean)
  }${nLayers === 1 ? "" : ` by the mean 1 − cos over ${nLayers} layers`}`;
}

function layersFigure(results: Results, sweep: Sweep): FigureView {
  const {
    layer,
    kind,
    n,
    delta_norm_mean,
    delta_norm_sd,
    delta_angular_mean,
    delta_angular_sd,
    delta_angular_min,
    delta_angular_max,
  } = sweepLayerColumns;
  return {
    id: "by-layer",
    title: "Roles and traits as inputs, by layer",
    charts: bothWidths((width) => sweepLayersChart(results, sweep, width)),
    legend: [],
    caption: "Angle of the mean 1 − cos of roles and of traits as inputs, by layer, beside PC1.",
    reading: ["The band reaches from the smallest to the largest single vector."],
    table: tableView("Roles and traits by layer", sweep.layers, [
      declared(layer, (row) => row.layer),
      declared(kind, (row) => row.kind),
      declared(n, (row) => row.n),
      declared(delta_norm_mean, (row) => row.delta_norm_mean),
      declared(delta_norm_sd, (row) => row.delta_norm_sd),
      declared(delta_angular_mean, (row) => row.delta_angular_mean),
      declared(delta_angular_sd, (row) => row.delta_angular_sd),
      declared(delta_angular_min, (row) => row.delta_angular_min),
      declared(delta_angular_max, (row) => row.delta_angular_max),
    ]),
  };
}

const nameColumn: Column<SweepRow> = declared(sweepColumns.name, (row) => row.name);
const angleColumn: Column<SweepRow> = declared(
  sweepColumns.delta_angular_mean,
  (row) => degreesOrNull(row.delta_angular_mean),
  { label: "angle in °", meaning: "Angle of the mean 1 − cos.", digits: 3 },
);
const normColumn: Column<SweepRow> = declared(
  sweepColumns.delta_norm_mean,
  (row) => row.delta_norm_mean,
);
const rankColumn: Column<SweepRow> = declared(
  sweepColumns.delta_angular_rank,
  (row) => row.delta_angular_rank,
);

const columns: Column<SweepRow>[] = [
  declared(sweepColumns.kind, (row) => row.kind),
  angleColumn,
  declared(sweepColumns.delta_angular_mean, (row) => row.delta_angular_mean),
  declared(sweepColumns.delta_angular_sd, (row) => row.delta_angular_sd),
  declared(sweepColumns.delta_angular_max, (row) => row.delta_angular_max),
  declared(sweepColumns.trimmed_angular_mean, (row) => row.trimmed_angular_mean),
  normColumn,
  rankColumn,
  declared(sweepColumns.delta_norm_rank, (row) => row.delta_norm_rank),
];

function topTable(rows: readonly SweepRow[], kind: SweepRow["kind"]): TableView {
  const top = rows.filter((row) => row.delta_angular_mean !== null)
    .toSorted((a, b) => b.delta_angular_mean! - a.delta_angular_mean!).slice(0, N_LISTED);
  const linked = { ...nameColumn, href: (row: SweepRow) => `#${anchorId(row)}` };
  return tableView(`The ${top.length} ${kind}s that turn farthest`, top, [
    linked,
    angleColumn,
    normColumn,
    rankColumn,
  ]);
}

const TEST_WORDS: Readonly<Record<SweepTest["column"], string>> = {
  delta_norm: "|d|",
  delta_angular: "1 − cos",
  trimmed_angular: "1 − cos, outlier dimensions removed",
};

function testsTable(tests: readonly SweepTest[]): TableView | null {
  if (tests.length === 0) return null;
  // Rows of lengths and of 1 - cos have nothing in common that a column of decimals could follow.
  const shown = (value: number | null) => value === null ? null : significant(value);
  const { column, roles_mean, traits_mean, cohens_d, welch_t, student_t } = sweepTestColumns;
  return tableView("Roles against traits (t and p assume independence)", tests, [
    declared(column, (row) => TEST_WORDS[row.column]),
    declared(roles_mean, (row) => shown(row.roles_mean)),
    declared(traits_mean, (row) => shown(row.traits_mean)),
    declared(cohens_d, (row) => row.cohens_d),
    declared(welch_t, (row) => row.welch_t),
    declared(student_t, (row) => row.student_t),
  ]);
}

function analysedText(nLayers: number, rows: readonly SweepRow[]): string {
  if (nLayers === 1) return "the one layer analysed";
  const where = rows.every(({ layers }) => layers === nLayers) ? "" : " at which it has a vector";
  return `each of the ${nLayers} layers analysed${where}`;
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

/** How it is computed, on the methods page. */
export function sections(_: Results, place: Place): Section[] {
  return methodsSection(place, "decomposition", { template: "methods_sweep", content: {} });
}
