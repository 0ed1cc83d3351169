/**
 * Chart: angle of PC1 at a layer by how many of the largest coordinates of the mean state are left out.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";
import type { OutlierCurveRow } from "../../../results.ts";
import { degreesText, significant } from "../../../site/kit/numbers.ts";
import { ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import { bandMarks, PERSONA_BAND } from "../../../site/kit/charts/bands.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { VARIANT_STYLES } from "../../../site/kit/charts/variant_styles.ts";

/** PC1 over the middle 90 % of the random role mixtures; the numbers of coordinates stand at equal distances. */
export function outlierCurveChart(rows: readonly OutlierCurveRow[], width: number): string {
  const points = rows.flatMap(({ removed, delta_angular }) =>
    delta_angular === null ? [] : [{
      removed,
      angle: degrees(delta_angular),
      title: `${significant(removed)} removed: ${degreesText(delta_angular)}`,
    }]
  );
  const band = rows.flatMap(({ removed, q05, q95 }) =>
    q05 === null || q95 === null ? [] : [{ removed, low: degrees(q05), high: degrees(q95) }]
  );
  const y = valueScale(
    [...points.map(({ angle }) => angle), ...band.flatMap(({ low, high }) => [low, high])],
    "angle",
  );
  const { stroke, fill, symbol, strokeWidth, radius } = VARIANT_STYLES.raw;
  return renderSvg({
    className: "chart-outlier-curve",
    label: "Angle of PC1 by the number of coordinates removed",
    description: "A line over a band; the numbers are in the table below.",
    width,
  }, {
    height: 280,
    marginLeft: 52,
    marginRight: 20,
    marginTop: 28,
    marginBottom: 42,
    x: {
      type: "point",
      domain: rows.map(({ removed }) => removed),
      label: "largest coordinates of µ removed",
      tickFormat: String,
    },
    y: ruledAxis(y, { unit: "°" }),
    marks: [
      ...bandMarks(band, PERSONA_BAND, "removed"),
      Plot.ruleY([0]),
      Plot.line(points, { x: "removed", y: "angle", stroke, strokeWidth }),
      Plot.dot(points, {
        x: "removed",
        y: "angle",
        title: "title",
        r: radius,
        symbol,
        stroke,
        fill,
      }),
    ],
  });
}
