/**
 * What the charts of causes by layer share: lines over the layers, of values of either sign, over a band of draws.
 *
 * @module
 */

import { LINE_MARGIN, lineFrame } from "./line_frame.ts";
import * as Plot from "@observablehq/plot";
import { tickText } from "./axes.ts";
import { bandMarks, type LayerRange, PERSONA_BAND } from "./bands.ts";
import { type Point, seriesMarks, type SeriesStyle } from "./series.ts";
import { type ChartFrame, renderSvg } from "./svg.ts";

/** Share of the span of the values that is left free above and below them. */
const ROOM = 0.08;

/** What such a chart shows; the first line is drawn last, on top. */
export interface LayerLines {
  layers: readonly number[];
  label: string;
  /** Those that have a name are named at their end, in place of a legend. */
  lines: readonly { points: readonly Point[]; style: SeriesStyle; name?: string }[];
  band?: readonly LayerRange[];
  /** Values marked by a dashed line, which are on the axis too. */
  rules?: readonly number[];
  /** Ends of the axis; from the values and zero unless given. */
  domain?: readonly [number, number];
  /** Text of a tick. */
  tickFormat?: (value: number) => string;
}

const HEIGHT = 300;
/** Pixels on the right where no line is named. */
const NO_NAMES = 20;

/** The chart. */
export function layerLinesChart(frame: ChartFrame, shown: LayerLines): string {
  const { layers, label, lines, band = [], rules = [] } = shown;
  const domain = shown.domain ?? valueDomain([
    0,
    ...rules,
    ...lines.flatMap(({ points }) => points.map((point) => point.value)),
    ...band.flatMap(({ low, high }) => [low, high]),
  ]);
  const largest = Math.max(...domain.map(Math.abs));
  const named = lines.flatMap(({ name, points, style }) =>
    name === undefined ? [] : [{ name, points, stroke: style.stroke }]
  );
  const margin = named.length > 0 ? LINE_MARGIN : { ...LINE_MARGIN, right: NO_NAMES };
  const placed = lineFrame(layers, { width: frame.width, height: HEIGHT, margin });
  return renderSvg(frame, {
    ...placed.options,
    y: {
      domain,
      label,
      tickFormat: shown.tickFormat ?? ((value: number) => tickText(value, largest)),
      grid: true,
      ticks: 5,
    },
    marks: [
      ...bandMarks(band, PERSONA_BAND),
      Plot.ruleY([0]),
      Plot.ruleY(rules, { stroke: "var(--ink-soft)", strokeDasharray: "5 3" }),
      ...lines.toReversed().flatMap(({ points, style }) => seriesMarks(points, style)),
      ...placed.names(named, domain),
    ],
  });
}

/** From the smallest to the largest value with room at both ends, none below or above zero where no value lies there. */
export function valueDomain(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  if (low === high) return [0, 1];
  const room = (high - low) * ROOM;
  return [low < 0 ? low - room : 0, high > 0 ? high + room : 0];
}
