/**
 * Chart: a value by layer of two runs over each other, each line named at its end.
 *
 * @module
 */

import { LINE_MARGIN, lineFrame } from "../../kit/charts/line_frame.ts";
import * as Plot from "@observablehq/plot";
import { layersOfAll, ruledAxis, valueScale } from "../../kit/charts/axes.ts";
import { textWidth } from "../../kit/charts/labels.ts";
import { type Point, seriesMarks, type SeriesStyle } from "../../kit/charts/series.ts";
import { type ChartFrame, renderSvg } from "../../kit/charts/svg.ts";

const HEIGHT = 340;

/** How each run looks: hue and marker tell which it is. */
const STYLES = {
  a: { stroke: "var(--series-1)", symbol: "circle" },
  b: { stroke: "var(--series-2)", symbol: "square" },
} as const;

/** One line of a run. */
export interface RunLine {
  readonly name: string;
  readonly run: "a" | "b";
  /** A dashed line, for what is second to the run's own. */
  readonly isDashed: boolean;
  readonly points: readonly Point[];
}

/** The chart; the axis begins at zero. */
export function runLinesChart(
  frame: ChartFrame,
  { lines, label, unit = "" }: {
    lines: readonly RunLine[];
    /** Of the vertical axis, and what stands behind its numbers. */
    label: string;
    unit?: string;
  },
): string {
  const drawn = lines.filter(({ points }) => points.length > 0);
  const layers = layersOfAll(drawn.map(({ points }) => points.map(({ layer }) => layer)));
  const y = valueScale(drawn.flatMap(({ points }) => points.map(({ value }) => value)), label);
  const right = 26 + Math.max(0, ...drawn.map(({ name }) => textWidth(name)));
  const placed = lineFrame(layers, {
    width: frame.width,
    height: HEIGHT,
    margin: { ...LINE_MARGIN, right },
  });
  return renderSvg(frame, {
    ...placed.options,
    y: ruledAxis(y, { unit }),
    marks: [
      Plot.ruleY([0]),
      // Before the lines, so that the name of one that ends early hides nothing of another.
      ...placed.names(
        drawn.map(({ name, run, points }) => ({ name, points, stroke: STYLES[run].stroke })),
        y.domain,
      ),
      ...drawn.toReversed().flatMap((line) => seriesMarks(line.points, styleOf(line))),
    ],
  });
}

function styleOf({ run, isDashed }: RunLine): SeriesStyle {
  const { stroke, symbol } = STYLES[run];
  return isDashed
    ? { stroke, symbol, fill: "var(--paper)", dash: "5 3", strokeWidth: 1.25, radius: 2.5 }
    : { stroke, symbol, fill: stroke, dash: "", strokeWidth: 2.5, radius: 4 };
}
