/**
 * Figure: the angle of PC1 by how many of the largest coordinates are left out.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { degreesText } from "../../../site/kit/numbers.ts";
import { outlierCurveColumns } from "../schema.ts";
import { outlierCurveChart } from "./outlier_curve_chart.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import type { OutlierCurveRow } from "../../../results.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { PERSONA_BAND } from "../../../site/kit/charts/bands.ts";
import { VARIANT_STYLES } from "../../../site/kit/charts/variant_styles.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { bandLegend, type FigureView, legend, oneWidth } from "../../../site/kit/figures.ts";
import { declared, tableView } from "../../../site/kit/tables.ts";

/** From all coordinates to those left when most are out. */
function title(rows: readonly OutlierCurveRow[], layer: number): string {
  const [first, last] = [rows[0], rows.at(-1)];
  return first === undefined || last === undefined || first.delta_angular === null ||
      last.delta_angular === null
    ? `Layer ${layer}: how much hangs on a few coordinates`
    : `Layer ${layer}: ${degreesText(first.delta_angular)} on all coordinates, ${
      degreesText(last.delta_angular)
    } without the ${last.removed} largest`;
}

/** The angle of PC1 by how many of the largest coordinates of the mean state are left out; null where it was not measured there. */
export function outlierCurveFigure(results: EvidentResults, layer: number): FigureView | null {
  const { evidence } = results;
  const rows = evidence.outlier_curve.filter((row) => row.layer === layer);
  if (rows.length === 0) return null;
  return {
    id: "outlier-curve",
    title: claimOf(results, layer, {
      claim: title(rows, layer),
      plain: `Layer ${layer}: how much hangs on a few coordinates`,
    }),
    charts: oneWidth((width) => outlierCurveChart(rows, width)),
    legend: [
      ...legend([[PEAK_INPUT, VARIANT_STYLES.raw]]),
      ...bandLegend([["90 % of the random role mixtures", PERSONA_BAND]]),
    ],
    caption: `Angle of ${PEAK_INPUT} by the number of largest coordinates of µ left out.`,
    reading: [
      `Angle between the outputs for ${PEAK_INPUT} with the 0, 1, 2, 4, 8 and 16 coordinates of largest |µ| set to zero in both,`,
      "over the middle 90 % of the random role mixtures, each by the larger of its signs. Where the curve falls or rises by much within the",
      "first few, the angle is one of those coordinates more than of the layer.",
    ],
    table: tableView(
      `Layer ${layer}: angle in degrees without the largest coordinates of µ`,
      rows,
      [
        declared(outlierCurveColumns.removed, (row) => row.removed),
        declared(outlierCurveColumns.delta_angular, (row) => degreesOrNull(row.delta_angular), {
          label: "PC1 in °",
          digits: 3,
        }),
        ...(["q05", "q50", "q95"] as const).map((key) =>
          declared<OutlierCurveRow>(outlierCurveColumns[key], (row) => degreesOrNull(row[key]), {
            label: `mixtures, ${outlierCurveColumns[key].label} in °`,
          })
        ),
      ],
    ),
  };
}
