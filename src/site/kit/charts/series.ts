/**
 * How input vectors look in every chart. Hue and marker tell the component, fill and dash tell the sign, so that nothing is
 * told by colour alone.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { clearOf, HALO, textWidth } from "./labels.ts";
import { renderSvg } from "./svg.ts";

/** Markers in the order in which components get them. */
const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "cross", "wye"] as const;

/** Look of one series. Colours are variables of the style sheet. */
export interface SeriesStyle {
  stroke: string;
  /** Same as the stroke, or the paper for a hollow marker. */
  fill: string;
  symbol: (typeof SYMBOLS)[number] | "plus" | "times";
  /** SVG dash array; empty for a solid line. */
  dash: string;
  strokeWidth: number;
  /** Radius of the marker in pixels. */
  radius: number;
}

const HUES = 6;
/** Styles by name of input vector; components are numbered by first occurrence, `-PC1` goes with `PC1`. */
export function seriesStyles(names: readonly string[]): Map<string, SeriesStyle> {
  const components = [...new Set(names.map((name) => name.replace(/^-/, "")))];
  return new Map(names.map((name) => {
    const index = components.indexOf(name.replace(/^-/, ""));
    const stroke = `var(--series-${index % HUES + 1})`;
    const isNegative = name.startsWith("-");
    return [name, {
      stroke,
      fill: isNegative ? "var(--paper)" : stroke,
      symbol: SYMBOLS[index % SYMBOLS.length]!,
      dash: isNegative ? "5 3" : "",
      strokeWidth: name === PEAK_INPUT ? 2.5 : 1.5,
      radius: 4,
    }];
  }));
}

/** The base model's outputs: open squares that show the markers of the instruct model where both coincide. */
export const BASE_STYLE: SeriesStyle = {
  stroke: "var(--ink)",
  fill: "none",
  symbol: "square",
  dash: "5 3",
  strokeWidth: 1.5,
  radius: 6,
};

/** One measured value. */
export interface Point {
  layer: number;
  value: number;
  /** What hovering over the marker shows. */
  title: string;
}

/** Above this many layers markers are small. */
const MANY_POINTS = 30;

/** A line with a marker at each layer. */
export function seriesMarks(points: readonly Point[], style: SeriesStyle): Plot.Markish[] {
  const { stroke, fill, symbol, dash, strokeWidth, radius } = style;
  return [
    Plot.lineY(points, { x: "layer", y: "value", stroke, strokeWidth, strokeDasharray: dash }),
    Plot.dot(points, {
      x: "layer",
      y: "value",
      title: "title",
      r: points.length > MANY_POINTS ? radius * 0.6 : radius,
      symbol,
      stroke,
      fill,
      strokeWidth: 1.5,
    }),
  ];
}

/** What stands around a peak, and the size of the plot in pixels and in values. */
export interface PeakSurroundings {
  /** Marks of other series. */
  readonly others: readonly { layer: number; value: number }[];
  /** Between the axes, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Value at the upper end of the axis. */
  readonly top: number;
}

/** A ring around the peak of PC1, with its value written above; to be drawn before the series, so that no label hides a marker. */
export function peakMarks(
  peak: { layer: number; value: number; text: string },
  layers: readonly number[],
  { others, width, height, top }: PeakSurroundings,
): Plot.Markish[] {
  const first = layers[0] ?? peak.layer;
  const span = Math.max(1, (layers.at(-1) ?? first) - first);
  const share = (peak.layer - first) / span;
  const reach = textWidth(peak.text) / (share < 0.25 || share > 0.75 ? 1 : 2);
  const near = others.filter((it) => Math.abs(it.layer - peak.layer) * width / span < reach)
    .map((it) => it.value);
  return [
    Plot.dot([peak], { x: "layer", y: "value", r: 9, stroke: "var(--ink)", strokeWidth: 1.5 }),
    Plot.text([{ ...peak, above: clearOf(peak.value, near, { pixelsPerUnit: height / top }) }], {
      x: "layer",
      y: "above",
      text: "text",
      dy: -17,
      dx: share < 0.25 ? -9 : share > 0.75 ? 9 : 0,
      textAnchor: layers.length === 1
        ? "middle"
        : share < 0.25
        ? "start"
        : share > 0.75
        ? "end"
        : "middle",
      ...HALO,
    }),
  ];
}

/** Samples that were drawn, by their style: the legends of a site show the same few over and over. */
const swatches = new Map<string, string>();

/** A legend's sample of a series; its name stands beside it in text. */
export function swatch(style: SeriesStyle): string {
  const key = JSON.stringify(style);
  const drawn = swatches.get(key) ?? drawSwatch(style);
  swatches.set(key, drawn);
  return drawn;
}

function drawSwatch(style: SeriesStyle): string {
  const frame = { className: "swatch", width: 40, label: null, description: null };
  const line = [{ layer: 0, value: 0 }, { layer: 2, value: 0 }].map((at) => ({ ...at, title: "" }));
  const [lineMark] = seriesMarks(line, style);
  const [, dotMark] = seriesMarks([{ layer: 1, value: 0, title: "" }], style);
  // A triangle is higher than the line of text that its sample has.
  return renderSvg(frame, { height: 14, axis: null, margin: 0, marks: [lineMark, dotMark] })
    .replace("<svg ", '<svg overflow="visible" ');
}
