/**
 * Real activations on the page of their layer: one more baseline, and whether the change grows along PC1.
 *
 * @module
 */

import { claimOf } from "../../site/kit/claim.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { activationColumns, activationVariantColumns } from "./schema.ts";
import { degreesOrNull } from "../../math/angle.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Activations, Results } from "../../results.ts";
import { activationsChart } from "./view/activations_chart.ts";
import { bothWidths, type FigureView } from "../../site/kit/figures.ts";
import { grouped } from "../../site/kit/numbers.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { declared, type TableView, tableView } from "../../site/kit/tables.ts";

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
  { activations, findings, within_noise }: Results,
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
      title: claimOf({ within_noise }, layer, {
        claim: title(variants[0]),
        plain: `Does the change grow along ${PEAK_INPUT}?`,
      }),
      charts: bothWidths((width) => activationsChart(rows, width)),
      legend: [],
      caption:
        `Change along that of ${PEAK_INPUT}, by how far an activation lies along ${PEAK_INPUT}.`,
      reading: [
        "A dot is one activation x as an input of this layer, on all coordinates.",
        `Across: how far x lies along ${PEAK_INPUT}. Up: how much of its change d points where that of ${PEAK_INPUT} points (u = d / |d| of ${PEAK_INPUT}).`,
        `The line is least squares; its interval comes from ${
          grouped(resamples)
        } resamples of the rows.`,
      ],
      table: tableView(`Layer ${layer}: the activations that were run`, rows, [
        declared(activationColumns.index, (row) => row.index),
        declared(activationColumns.along_pc1, (row) => row.along_pc1),
        declared(activationColumns.change_along_u, (row) => row.change_along_u),
        declared(activationColumns.delta_angular, (row) => degreesOrNull(row.delta_angular), {
          label: "angle in °",
          digits: 3,
        }),
      ]),
    },
    table: placeTable(layer, variants),
    csvPath: PATHS.activationsCsv,
  };
}

/** Which way the slope goes, where its interval does not leave that open. */
function title(raw: Activations["variants"][number] | undefined): string {
  if (raw === undefined || raw.slope === null || raw.slope_low === null) {
    return `Does the change grow along ${PEAK_INPUT}?`;
  }
  if (raw.is_sign_open) return `Whether the change grows along ${PEAK_INPUT} stays open`;
  return raw.slope > 0
    ? `The change grows along ${PEAK_INPUT}`
    : `The change falls along ${PEAK_INPUT}`;
}

function placeTable(layer: number, variants: Activations["variants"]): TableView {
  const { variant, q05, q50, q95, pc1_delta_angular, pc1_quantile, slope, slope_low, slope_high } =
    activationVariantColumns;
  const inDegrees = (label: string) => ({ label: `${label} in °` });
  return tableView(`Layer ${layer}: ${PEAK_INPUT} among real activations`, variants, [
    declared(
      variant,
      (row) => row.variant === "raw" ? "all" : "outlier dimensions removed",
    ),
    declared(q05, (row) => degreesOrNull(row.q05), inDegrees(q05.label)),
    declared(q50, (row) => degreesOrNull(row.q50), inDegrees(q50.label)),
    declared(q95, (row) => degreesOrNull(row.q95), inDegrees(q95.label)),
    declared(
      pc1_delta_angular,
      (row) => degreesOrNull(row.pc1_delta_angular),
      inDegrees(pc1_delta_angular.label),
    ),
    declared(pc1_quantile, (row) => row.pc1_quantile),
    declared(slope, (row) => row.slope),
    declared(slope_low, (row) => row.slope_low),
    declared(slope_high, (row) => row.slope_high),
  ]);
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
  if (place.page !== "layer") {
    return methodsSection(place, "decomposition", { template: "methods_activations", content: {} });
  }
  const activations = activationsView(results, place.layer);
  return activations === null ? [] : [{ template: "activations", content: { activations } }];
}
