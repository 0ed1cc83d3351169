/**
 * Chart: roles and traits by two values of the same kind, on one scale, so that equal values lie on a diagonal of 45 degrees.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { tickText } from "./axes.ts";
import { labelsBeside, type Spot } from "./labels.ts";
import { withoutNames } from "./light_svg.ts";
import { CHART_WIDTH, type ChartFrame, renderSvg } from "./svg.ts";
import type { FigureView } from "../figures.ts";
import { shortened } from "../names.ts";
import { VECTOR_KINDS } from "../../../results/values.ts";

/** One role or trait. */
export interface ScatterPoint {
  readonly kind: "role" | "trait";
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** What hovering over the dot shows behind the name. */
  readonly said: string;
}

/** What the chart shows beside the dots. */
export interface Scatter {
  readonly points: readonly ScatterPoint[];
  /** Those whose names are written where there is room, the most important first. */
  readonly named: readonly ScatterPoint[];
  readonly xLabel: string;
  readonly yLabel: string;
}

/** Widths at which it is drawn: as high as it is wide, it would fill a screen at the width of other charts. */
const WIDTHS = { wide: 560, narrow: CHART_WIDTH.narrow } as const;
const MARGIN = { left: 56, right: 12, top: 12, bottom: 44 } as const;
/** Share of the span of the values that is left free at both ends. */
const ROOM = 0.06;
/** Pixels across between the spots of the diagonal that names keep off. */
const DIAGONAL_STEP = 8;

/** Samples of the dots that there are. */
export function scatterLegend(points: readonly Pick<ScatterPoint, "kind">[]): FigureView["legend"] {
  return VECTOR_KINDS.filter((kind) => points.some((point) => point.kind === kind))
    .map((kind) => ({ swatch: `<span class="dot ${kind}"></span>`, label: kind }));
}

/** The chart for a wide and for a narrow screen, names in the wide one alone; `className` is the first part of its class. */
export function diagonalScatters(
  frame: Omit<ChartFrame, "width">,
  { named, ...scatter }: Scatter,
): FigureView["charts"] {
  const few = named.slice(0, Math.ceil(named.length / 2));
  const wide = diagonalScatter({ ...frame, width: WIDTHS.wide }, { ...scatter, named });
  const narrow = diagonalScatter({ ...frame, width: WIDTHS.narrow }, { ...scatter, named: few });
  return [
    { svg: wide, className: "wide", title: null },
    { svg: withoutNames(narrow), className: "narrow", title: null },
  ];
}

/** A dot a vector, roles filled and traits hollow, over the diagonal; both axes have the same ends. */
export function diagonalScatter(
  frame: ChartFrame,
  { points, named, xLabel, yLabel }: Scatter,
): string {
  const side = frame.width - MARGIN.left - MARGIN.right;
  const isWide = frame.width > CHART_WIDTH.narrow;
  const domain = domainOf(points.flatMap(({ x, y }) => [x, y]));
  const [low, high] = domain;
  const perPixel = (high - low) / side;
  const spot = ({ x, y }: ScatterPoint): Spot => ({
    x: (x - low) / perPixel,
    y: (high - y) / perPixel,
  });
  const valuesAt = ({ x, y }: Spot) => ({ x: low + x * perPixel, y: high - y * perPixel });
  const texts = named.map(({ name }) => shortened(name, isWide ? 20 : 14));
  const labels = labelsBeside(
    named.map((point, i) => ({ ...spot(point), text: texts[i]! })),
    { width: side, height: side, marks: [...points.map(spot), ...alongDiagonal(side)] },
  ).flatMap((label, i) =>
    label === null ? [] : [{
      text: texts[i]!,
      anchor: label.anchor,
      ...valuesAt(label),
      line: label.foot === null ? null : { from: named[i]!, to: valuesAt(label.foot) },
    }]
  );
  const largest = Math.max(...domain.map(Math.abs));
  const axis = {
    domain,
    ticks: isWide ? 6 : 4,
    tickFormat: (value: number) => tickText(value, largest).replace("-", "−"),
    grid: true,
  };
  const hasZero = low < 0 && high > 0;
  return renderSvg(frame, {
    height: side + MARGIN.top + MARGIN.bottom,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { ...axis, label: xLabel },
    y: { ...axis, label: yLabel },
    marks: [
      ...hasZero ? [Plot.ruleX([0]), Plot.ruleY([0])] : [],
      Plot.line([domain[0], domain[1]], {
        x: (value) => value,
        y: (value) => value,
        stroke: "var(--ink)",
        strokeDasharray: "5 3",
      }),
      // One mark a kind: what hundreds of dots have in common stands once.
      ...VECTOR_KINDS.map((kind) =>
        Plot.dot(points.filter((point) => point.kind === kind), {
          x: "x",
          y: "y",
          r: isWide ? 3 : 2.5,
          stroke: `var(--${kind})`,
          fill: kind === "role" ? "var(--role)" : "var(--paper)",
          fillOpacity: 0.8,
          title: (point: ScatterPoint) =>
            `${shortened(point.name, 300)} (${point.kind}): ${point.said}`,
        })
      ),
      Plot.link(labels.flatMap(({ line }) => line ?? []), {
        x1: (line) => line.from.x,
        y1: (line) => line.from.y,
        x2: (line) => line.to.x,
        y2: (line) => line.to.y,
        stroke: "var(--ink-soft)",
      }),
      ...(["start", "middle", "end"] as const).map((textAnchor) =>
        Plot.text(labels.filter(({ anchor }) => anchor === textAnchor), {
          x: "x",
          y: "y",
          text: "text",
          textAnchor,
          fill: "var(--ink)",
          stroke: "var(--paper)",
          strokeWidth: 4,
        })
      ),
    ],
  });
}

/** Spots on the diagonal: a name rather stands beside it than on it. */
function alongDiagonal(side: number): Spot[] {
  return Array.from(
    { length: Math.ceil(side / DIAGONAL_STEP) },
    (_, i) => ({ x: i * DIAGONAL_STEP, y: side - i * DIAGONAL_STEP }),
  );
}

/** From the smallest to the largest value with room at both ends. */
function domainOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = ROOM * (high - low) || Math.abs(high) || 1;
  return [low - room, high + room];
}
