/**
 * Chart: what a step along PC1 from the mean state changes, by the size of the step.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";
import { plural } from "../../../text/words.ts";
import type { Evidence, OperatingPointRow } from "../../../results.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import type { SeriesStyle } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

type StateRow = OperatingPointRow["row"];

/** Look of the two rows from which the mean state may come. */
export const STATE_STYLES: Record<StateRow, SeriesStyle> = {
  same: {
    stroke: "var(--series-1)",
    fill: "var(--series-1)",
    symbol: "circle",
    dash: "",
    strokeWidth: 2.5,
    radius: 4,
  },
  before: {
    stroke: "var(--series-2)",
    fill: "none", // shows the marker of the other row where both coincide
    symbol: "square",
    dash: "6 3",
    strokeWidth: 1.8,
    radius: 6,
  },
};

/** A random role mixture one step either way, by the row of its mean state. */
export const DRAW_STYLES: Record<StateRow, SeriesStyle> = {
  same: {
    stroke: "var(--ink-soft)",
    fill: "none",
    symbol: "times",
    dash: "",
    strokeWidth: 0,
    radius: 3,
  },
  before: {
    stroke: "var(--series-2)",
    fill: "none",
    symbol: "plus",
    dash: "",
    strokeWidth: 0,
    radius: 3,
  },
};

type Measured = Pick<OperatingPointRow, "response_angular" | "response_delta">;

/** What the chart can show. */
const MEASURES = {
  angle: {
    label: "angle of R",
    unit: "°",
    of: (row: Measured) => row.response_angular === null ? null : degrees(row.response_angular),
  },
  length: {
    label: "|R instruct − R base|",
    unit: "",
    of: (row: Measured) => row.response_delta,
  },
} as const;

/** Where the draws of each row stand beside alpha 1 and -1, away from zero. */
const DRAW_SHIFT: Record<StateRow, number> = { same: 0.12, before: 0.24 };

/** One measure by alpha at a layer: a line a row, and a cross per random role mixture and sign beside alpha 1 and -1. */
export function operatingPointChart(
  { operating_point, operating_draws }: Evidence,
  { layer, measure, width }: { layer: number; measure: keyof typeof MEASURES; width: number },
): string {
  const { label, unit } = MEASURES[measure];
  const points = stepPoints(operating_point.filter((row) => row.layer === layer), measure);
  const draws = drawPoints(operating_draws.filter((it) => it.layer === layer), measure);
  const rows = (["same", "before"] as const)
    .filter((row) => points.some((point) => point.row === row));
  const y = valueScale([...points, ...draws].map((point) => point.value), label);
  const alphas = [...new Set(points.map((point) => point.alpha))];
  const end = Math.max(1.3, ...alphas.map(Math.abs));
  return renderSvg({
    className: `chart-operating-point-${measure}`,
    label: `${
      measure === "angle" ? "Angle between" : "Distance of"
    } the responses of base and instruct at layer ${layer}, by step`,
    description: `${plural(rows.length, "line", "lines")} and ${
      plural(draws.length, "step", "steps")
    } along random role mixtures; the numbers are in the table below.`,
    width,
  }, {
    height: 300,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 28,
    marginBottom: 42,
    x: {
      domain: [-end, end],
      ticks: alphas.filter((alpha) => Number.isInteger(alpha)),
      tickFormat: (alpha: number) => significant(alpha),
      label: "step α",
      inset: 8,
    },
    y: ruledAxis(y, { unit }),
    marks: [
      Plot.ruleY([0]),
      Plot.ruleX([0], { stroke: "var(--rule)" }),
      ...rows.map((row) =>
        Plot.dot(draws.filter((draw) => draw.row === row), {
          x: "alpha",
          y: "value",
          r: DRAW_STYLES[row].radius,
          symbol: DRAW_STYLES[row].symbol,
          stroke: DRAW_STYLES[row].stroke,
          strokeOpacity: 0.7,
        })
      ),
      ...rows.flatMap((row) =>
        lineMarks(points.filter((point) => point.row === row), STATE_STYLES[row])
      ),
    ],
  });
}

interface StepPoint {
  readonly row: StateRow;
  readonly alpha: number;
  readonly value: number;
  readonly title: string;
}

/** Steps along PC1. At alpha 0 there is none: those rows are of the mean state itself. */
function stepPoints(rows: readonly OperatingPointRow[], measure: keyof typeof MEASURES) {
  const { unit, of } = MEASURES[measure];
  return rows.flatMap((measured): StepPoint[] => {
    const { row, alpha } = measured;
    const value = of(measured);
    if (alpha === 0 || value === null) return [];
    const title = `row ${row}, α = ${significant(alpha)}: ${significant(value, 3)}${unit}`;
    return [{ row, alpha, value, title }];
  }).toSorted((a, b) => a.alpha - b.alpha);
}

/** Steps along random role mixtures, where the chart has room for them. */
function drawPoints(draws: Evidence["operating_draws"], measure: keyof typeof MEASURES) {
  return draws.filter(({ baseline }) => baseline === "persona")
    .flatMap(({ row, sign, response_delta, response_angular }) =>
      response_delta.flatMap((delta, index) => {
        const value = MEASURES[measure].of({
          response_delta: delta,
          response_angular: response_angular[index] ?? null,
        });
        return value === null ? [] : [{ alpha: sign * (1 + DRAW_SHIFT[row]), value, row }];
      })
    );
}

function lineMarks(
  line: readonly StepPoint[],
  { stroke, fill, symbol, dash, strokeWidth, radius }: SeriesStyle,
): Plot.Markish[] {
  return [
    // Two lines, not one through zero: nothing is measured there.
    ...[-1, 1].map((sign) =>
      Plot.line(line.filter((point) => point.alpha * sign > 0), {
        x: "alpha",
        y: "value",
        stroke,
        strokeWidth,
        strokeDasharray: dash,
      })
    ),
    Plot.dot(line, {
      x: "alpha",
      y: "value",
      title: "title",
      r: radius,
      symbol,
      stroke,
      fill,
      strokeWidth: 1.5,
    }),
  ];
}
