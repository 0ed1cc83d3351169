/**
 * Chart: the change of real activations along that of PC1, by how far they lie along PC1.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import type { ActivationRow } from "../../../results.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

/** A dot a row of the file and the least-squares line through them. */
export function activationsChart(rows: readonly ActivationRow[], width: number): string {
  const points = rows.flatMap(({ change_along_u, ...row }) =>
    change_along_u === null ? [] : [{ ...row, change: change_along_u }]
  );
  return renderSvg({
    className: "chart-activations",
    label: "Change of real activations along the change of PC1",
    description: `${points.length} activations; the numbers are in the CSV file.`,
    width,
  }, {
    height: 320,
    marginLeft: 60,
    marginRight: 16,
    marginTop: 22,
    marginBottom: 42,
    x: { label: "x · PC1 / |PC1|", ticks: 5, grid: true },
    y: { label: "d · u", ticks: 5, grid: true },
    marks: [
      Plot.ruleY([0]),
      Plot.dot(points, {
        x: "along_pc1",
        y: "change",
        r: points.length > 300 ? 2 : 3,
        stroke: "var(--series-2)",
        fill: "var(--series-2)",
        fillOpacity: 0.3,
        title: (row) =>
          `row ${row.index}: x · PC1 ${significant(row.along_pc1)}, d · u ${
            significant(row.change)
          }`,
      }),
      ...points.length < 2 ? [] : [
        Plot.linearRegressionY(points, {
          x: "along_pc1",
          y: "change",
          stroke: "var(--series-1)",
          strokeWidth: 2,
          ci: 0,
        }),
      ],
    ],
  });
}
