/**
 * Chart: share of random role mixtures, each in PC1's place, that reach a family-wise p-value.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { ALPHA } from "../../../math/significance.ts";
import type { Evidence } from "../../../results.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

/** The share with p_fw at most alpha, against alpha; the diagonal is an exact test. */
export function calibrationChart({ calibration }: Evidence, width: number): string {
  const points = calibration.toSorted((a, b) => a.alpha - b.alpha);
  const { stroke } = seriesStyles(["PC1"]).get("PC1")!;
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const atLevel = points.findLast((point) => point.alpha <= ALPHA);
  return renderSvg({
    className: "chart-calibration",
    label: "Share of random role mixtures with a family-wise p at most alpha, against alpha",
    description: atLevel === undefined
      ? `No point lies at or below ${ALPHA}.`
      : `At ${significant(atLevel.alpha, 2)} the share is ${significant(atLevel.share, 2)}.`,
    width,
  }, {
    height: width,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 26,
    marginBottom: 42,
    x: { domain: [0, 1], ticks, label: "α", tickFormat: String },
    y: { domain: [0, 1], ticks, label: "share with p_fw ≤ α", tickFormat: String, grid: true },
    marks: [
      Plot.line([[0, 0], [1, 1]], { stroke: "var(--ink-soft)", strokeDasharray: "5 3" }),
      Plot.ruleX([ALPHA], { stroke: "var(--ink-soft)", strokeDasharray: "1 3" }),
      Plot.line(points, { x: "alpha", y: "share", stroke, strokeWidth: 1.5 }),
      Plot.dot(points, {
        x: "alpha",
        y: "share",
        r: points.length > 40 ? 1.8 : 3,
        fill: stroke,
        title: ({ alpha, share }) =>
          `α = ${significant(alpha, 3)}: ${significant(share, 3)} of the mixtures`,
      }),
    ],
  });
}
