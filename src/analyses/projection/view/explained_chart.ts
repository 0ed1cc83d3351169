/**
 * Chart: shares of a difference, each beside what the random role mixtures show.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { percent } from "../../../site/kit/numbers.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

/** One share from 0 to 1, and the median and 95 % quantile of the draws. */
export interface ExplainedShare {
  label: string;
  share: number;
  drawsMedian: number | null;
  drawsHigh: number | null;
}

const ROW_HEIGHT = 34;
/** Pixels that a character of a label takes on average. */
const CHARACTER_WIDTH = 7.8;

/** A dot a row, and of the draws a tick at the median with a line up to the 95 % quantile. */
export function explainedChart(
  rows: readonly ExplainedShare[],
  { className, label, width }: { className: string; label: string; width: number },
): string {
  const marginLeft = 18 + CHARACTER_WIDTH * Math.max(...rows.map((row) => row.label.length));
  const drawn = rows.filter((row) => row.drawsMedian !== null && row.drawsHigh !== null);
  return renderSvg({
    className,
    label,
    description: rows.map((row) => `${row.label}: ${percent(row.share)}`).join("; "),
    width,
  }, {
    height: ROW_HEIGHT * rows.length + 48,
    marginLeft,
    marginRight: 16,
    marginBottom: 40,
    x: {
      domain: [0, 1],
      ticks: 5,
      tickFormat: (share: number) => `${Math.round(100 * share)}`,
      label: "% of |d|²",
      grid: true,
    },
    y: { type: "band", domain: rows.map((row) => row.label), tickSize: 0, label: null },
    marks: [
      Plot.ruleX([0]),
      Plot.ruleY(drawn, {
        x1: "drawsMedian",
        x2: "drawsHigh",
        y: "label",
        stroke: "var(--ink-soft)",
        strokeWidth: 2,
        strokeDasharray: "2 2",
      }),
      Plot.tickX(drawn, {
        x: "drawsMedian",
        y: "label",
        stroke: "var(--ink-soft)",
        strokeWidth: 2,
        inset: 7,
        title: (row) => `random role mixtures, median: ${percent(row.drawsMedian)}`,
      }),
      Plot.dot(rows, {
        x: "share",
        y: "label",
        r: 5,
        fill: "var(--series-1)",
        title: (row) => `${row.label}: ${percent(row.share)}`,
      }),
    ],
  });
}
