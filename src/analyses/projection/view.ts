/**
 * A page per decomposed layer: what the change of PC1 points toward and away from.
 *
 * @module
 */

import { warningText } from "./words/warning.ts";
import { rootFrom } from "../../site/kit/paths.ts";
import type { Place, Section } from "../../site/kit/section.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { decompositionColumns } from "./schema.ts";
import { peakProjections } from "../../results/peak_input.ts";
import type { DecompositionInfo, DecompositionRow, Results } from "../../results.ts";
import { projectionBarsChart } from "./view/projection_bars_chart.ts";
import { peakLabel } from "../../site/kit/components.ts";
import { type FigureView, oneWidth } from "../../site/kit/figures.ts";
import { anchorId } from "../../site/kit/names.ts";
import { grouped, P_DECIMALS, significant } from "../../site/kit/numbers.ts";
import type { Page } from "../../site/kit/page.ts";
import {
  decompositionCsvPath,
  decompositionPath,
  layerPath,
  vectorsPath,
} from "../../site/kit/paths.ts";
import { type Column, type TableView, tableView } from "../../site/kit/tables.ts";
import { togetherView } from "./view/together.ts";
import { otherInputs } from "./view/others.ts";
import { steerView } from "./view/steer.ts";
import { sidesView } from "./view/toward_away.ts";

/** Rows in each short list. */
const N_LISTED = 15;

/** Its pages. */
export function pages(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array>,
): Page[] {
  return Object.keys(results.decompositions).map((layer) =>
    decompositionPage(results, Number(layer), attachments)
  );
}

/** `decompositions/layer-N.html`; how to steer is told where the file to steer with is among the `attachments`. */
function decompositionPage(
  results: Results,
  layer: number,
  attachments: ReadonlyMap<string, Uint8Array>,
): Page {
  const rows = peakProjections(results, layer);
  const info = results.decomposition_info[layer]!;
  const isZero = info.delta_norm === 0;
  const vectors = attachments.get(vectorsPath(layer));
  return {
    path: decompositionPath(layer),
    title: `Decomposition of layer ${layer}`,
    template: "decomposition",
    content: {
      base: results.inputs.base.name,
      instruct: results.inputs.instruct.name,
      layer,
      layerPath: layerPath(layer),
      csvPath: decompositionCsvPath(layer),
      component: peakLabel(results.pcs),
      vectorLayer: info.vector_layer,
      deltaNorm: significant(info.delta_norm),
      counts: `${info.roles} roles, ${info.traits} traits`,
      zeroLength: info.zero_length,
      warnings: info.warnings.map(warningText),
      remark: isZero
        ? "No difference: the two outputs are equal, so every projection is zero and no cosine is defined."
        : null,
      bars: isZero || rows.length < 2 ? [] : barFigures(rows),
      sides: (["role", "trait"] as const).map((kind) =>
        sidesView(rows, kind, { nListed: N_LISTED, page: "" })
      )
        .filter((group) => group.sides.length > 0),
      together: togetherView(results, layer),
      steer: isZero || vectors === undefined ? null : steerView(results, layer, vectors),
      meanCosines: meanCosineTable(info),
      outliers: outlierTable(results, layer),
      others: otherInputs(results, layer),
      all: fullTable(layer, rows),
      allSummary: `All ${grouped(rows.length)} vectors as a table`,
    },
  };
}

function barFigures(rows: readonly DecompositionRow[]): FigureView[] {
  const figure = (isTop: boolean): FigureView => {
    // Never the same vector at both ends.
    const nShown = Math.min(N_LISTED, Math.floor(rows.length / 2));
    const shown = isTop ? rows.slice(0, nShown) : rows.slice(rows.length - nShown);
    const title = isTop
      ? `Top ${shown.length}: most affected`
      : `Bottom ${shown.length}: least affected`;
    const className = isTop ? "chart-top" : "chart-bottom";
    return {
      id: isTop ? "most-affected" : "least-affected",
      title,
      charts: oneWidth((width) =>
        projectionBarsChart(shown, { className, label: `Projections, ${title}`, width })
      ),
      legend: [],
      caption: isTop
        ? [
          "The vectors of largest |projection|.",
          "Bars to the left: the change points away from the vector.",
        ]
        : [
          "The vectors of smallest |projection|, on a scale of their own:",
          "which is not the same as the most negative ones.",
        ],
      table: tableView(`${title}, the numbers drawn`, shown, [
        { label: "name", value: (row) => row.name, href: (row) => `#${anchorId(row)}` },
        { label: "kind", value: (row) => row.kind },
        { label: "projection", value: (row) => row.projection, digits: 4 },
        { label: "cosine", value: (row) => row.cosine, digits: 3 },
      ]),
    };
  };
  return [figure(true), figure(false)];
}

const columns: Column<DecompositionRow>[] = [
  { label: "kind", value: (row) => row.kind },
  { label: "projection", value: (row) => row.projection, digits: 4 },
  { label: "cosine", value: (row) => row.cosine, digits: 3 },
  { label: "specific", value: (row) => row.specific_projection, digits: 4 },
  { label: "trimmed", value: (row) => row.trimmed_projection, digits: 4 },
  { label: "y base · s", value: (row) => row.base_projection, digits: 4 },
  { label: "y instruct · s", value: (row) => row.instruct_projection, digits: 4 },
  { label: "z of the cosine", value: (row) => row.cosine_z, digits: 3 },
  { label: "p_fw", value: (row) => row.cosine_pfw, decimals: P_DECIMALS },
];

function fullTable(layer: number, rows: readonly DecompositionRow[]): TableView {
  const ranks = new Map(rows.map((row, index) => [row, index + 1]));
  return tableView(`Layer ${layer}: projections of all vectors`, rows, [
    { label: "rank", value: (row) => ranks.get(row)! },
    { label: "name", value: (row) => row.name },
    ...columns.filter(({ value }) => rows.some((row) => value(row) !== null)),
  ], anchorId);
}

/** The outlier dimensions at this layer; null where they were not looked at. */
function outlierTable({ evidence }: Results, layer: number): TableView | null {
  const rows = evidence?.outlier_tables[layer] ?? [];
  if (rows.length === 0) return null;
  return tableView(`Layer ${layer}: the outlier dimensions`, rows, [
    { label: "coordinate", value: (row) => row.coordinate },
    { label: "µ", value: (row) => row.mu, digits: 4 },
    { label: "post-norm weight, base", value: (row) => row.base_weight, digits: 4 },
    { label: "post-norm weight, instruct", value: (row) => row.instruct_weight, digits: 4 },
    { label: "d", value: (row) => row.d, digits: 4 },
    {
      label: "% of |d|²",
      digits: 3,
      value: (row) => row.share === null ? null : row.share * 100,
    },
  ]);
}

function meanCosineTable({ mean_cosine }: DecompositionInfo): TableView {
  const rows = [
    { what: "roles with each other", value: mean_cosine.within_roles },
    { what: "traits with each other", value: mean_cosine.within_traits },
    { what: "roles with the default", value: mean_cosine.roles_with_default },
    { what: "traits with the default", value: mean_cosine.traits_with_default },
  ];
  return tableView("Mean cosines of the vectors", rows, [
    { label: "vectors", value: (row) => row.what },
    { label: "mean cosine", value: (row) => row.value, digits: 3 },
  ]);
}

/** A table of each decomposed layer to take away. */
export function files({ decompositions }: Results): DataFile[] {
  return Object.entries(decompositions).map(([layer, rows]) =>
    dataFile(decompositionColumns, rows, {
      path: decompositionCsvPath(Number(layer)),
      description:
        `The changes of every input vector at layer ${layer} set against every role and trait vector: PC1 first, each by |projection|.`,
    })
  );
}

/** Rows of each short list of what the change points to. */
const N_POINTED_TO = 8;

/** What the change of PC1 points to, in short, on the page of a decomposed layer at which something changed. */
export function sections(results: Results, place: Place): Section[] {
  if (place.page !== "layer") return [];
  const { layer } = place;
  const rows = peakProjections(results, layer);
  if (rows.length === 0 || results.decomposition_info[layer]?.delta_norm === 0) return [];
  const page = rootFrom(layerPath(layer)) + decompositionPath(layer);
  const groups = (["role", "trait"] as const)
    .map((kind) => sidesView(rows, kind, { nListed: N_POINTED_TO, page }))
    .filter(({ sides }) => sides.length > 0);
  return [{
    template: "points_to",
    content: { groups, decompositionPath: decompositionPath(layer) },
  }];
}
