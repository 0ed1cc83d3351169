/**
 * Real activations on the page of their layer: one more baseline, and whether the change grows along PC1.
 *
 * @module
 */

import type { Place, Section } from "../../site/kit/section.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { activationColumns } from "./schema.ts";
import { degrees } from "../../math/angle.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Results } from "../../results.ts";
import { activationsChart } from "./view/activations_chart.ts";
import { bothWidths, type FigureView } from "../../site/kit/figures.ts";
import { grouped } from "../../site/kit/numbers.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { type TableView, tableView } from "../../site/kit/tables.ts";

/** What the template `activations` takes. */
export interface ActivationsView {
  file: string;
  counts: string;
  sentences: string[];
  figure: FigureView;
  table: TableView;
  csvPath: string;
}

/** The section of a layer; null at layers that none were given for. */
function activationsView(
  { activations, findings }: Results,
  layer: number,
): ActivationsView | null {
  if (activations === null || activations.layer !== layer) return null;
  const { rows, rows_in_file, variants, resamples } = activations;
  const sample = rows.length === rows_in_file ? "" : ` of ${grouped(rows_in_file)}, drawn by seed`;
  return {
    file: activations.file,
    counts: `${grouped(rows.length)} rows${sample}`,
    sentences: findings.filter(({ topic }) => topic.startsWith("activations")).map(({ text }) =>
      text
    ),
    figure: {
      id: "activations-slope",
      title: `Does the change grow along ${PEAK_INPUT}?`,
      charts: bothWidths((width) => activationsChart(rows, width)),
      legend: [],
      caption: [
        "A dot is one activation x as an input of this layer, on all coordinates.",
        `Across: how far x lies along ${PEAK_INPUT}. Up: how much of its change d points where that of ${PEAK_INPUT} points (u = d / |d| of ${PEAK_INPUT}).`,
        `The line is least squares; its interval comes from ${
          grouped(resamples)
        } resamples of the rows.`,
      ],
      table: tableView(`Layer ${layer}: the activations that were run`, rows, [
        { label: "row", value: (row) => row.index },
        { label: "x · PC1 / |PC1|", value: (row) => row.along_pc1, digits: 4 },
        { label: "d · u", value: (row) => row.change_along_u, digits: 4 },
        { label: "angle in °", value: (row) => inDegrees(row.delta_angular), digits: 3 },
      ]),
    },
    table: tableView(`Layer ${layer}: ${PEAK_INPUT} among real activations`, variants, [
      {
        label: "on",
        value: (row) =>
          row.variant === "raw" ? "all coordinates" : "without the outlier dimensions",
      },
      { label: "5 % in °", value: (row) => inDegrees(row.q05), digits: 3 },
      { label: "median", value: (row) => inDegrees(row.q50), digits: 3 },
      { label: "95 %", value: (row) => inDegrees(row.q95), digits: 3 },
      { label: PEAK_INPUT, value: (row) => inDegrees(row.pc1_delta_angular), digits: 3 },
      { label: "share below it", value: (row) => row.pc1_quantile, decimals: 3 },
      { label: "slope", value: (row) => row.slope, digits: 4 },
      { label: "from", value: (row) => row.slope_low, digits: 4 },
      { label: "to", value: (row) => row.slope_high, digits: 4 },
    ]),
    csvPath: PATHS.activationsCsv,
  };
}

function inDegrees(deltaAngular: number | null): number | null {
  return deltaAngular === null ? null : degrees(deltaAngular);
}

/** Its table to take away. */
export function files({ activations }: Results): DataFile[] {
  if (activations === null) return [];
  return [
    dataFile(activationColumns, activations.rows, {
      path: PATHS.activationsCsv,
      description: `The real activations that were given, as inputs of layer ${activations.layer}.`,
    }),
  ];
}

/** What is shown on the page of their layer. */
export function sections(results: Results, place: Place): Section[] {
  const activations = place.page === "layer" ? activationsView(results, place.layer) : null;
  return activations === null ? [] : [{ template: "activations", content: { activations } }];
}
