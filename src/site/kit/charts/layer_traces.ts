/**
 * Values by layer as bare lines, written without Plot: a site has hundreds of these, and each has to stay small.
 *
 * @module
 */

import { significant } from "../numbers.ts";
import { CHART_WIDTH } from "./svg.ts";

const WIDTH = CHART_WIDTH.narrow;
const HEIGHT = 150;
/** Room for the numbers beside and below the lines, in pixels. */
const LEFT = 40;
const [TOP, BOTTOM] = [8, 22];
/** Lines are in layers across and half pixels down, numbers of few digits; the style sheet has their colours, dashes and widths. */
const DOWN = 2;
/** How far a line of one layer reaches to either side of it, in pixels. */
const ALONE = 2;
/** Lines that the style sheet tells apart; the next one looks as the first. */
const N_STYLES = 6;

/** The chart; `description` is for screen readers. */
export function layerTraces(
  { layers, traces, noted, description }: {
    layers: readonly number[];
    /** The values of each line; null where there is none, and the line is open. */
    traces: readonly (readonly (number | null)[])[];
    /** A layer that is marked; null where none is. */
    noted: number | null;
    description: string;
  },
): string {
  const known = traces.flat().filter((value) => value !== null);
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const span = high - low || 1;
  const [first, last] = [layers[0] ?? 0, layers.at(-1) ?? 0];
  const across = first === last ? 1 : (WIDTH - LEFT - 12) / (last - first);
  const x = (layer: number) =>
    first === last ? (LEFT + WIDTH) / 2 : LEFT + 6 + across * (layer - first);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / span;
  const labels = [...new Set([low, 0, high])].filter((value, _, all) =>
    value !== 0 || all.every((other) => other === 0 || Math.abs(y(other) - y(0)) > 14)
  );
  const ends = [...new Set([first, ...noted === null ? [] : [noted], last])]
    .filter((layer) => layer === noted || noted === null || Math.abs(x(layer) - x(noted)) > 36);
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${description}" font-size="12" fill="currentColor">`,
    `<path d="M${LEFT} ${px(y(0))}H${WIDTH}" stroke="var(--rule)"/>`,
    ...noted === null
      ? []
      : [`<path d="M${px(x(noted))} ${TOP}V${HEIGHT - BOTTOM}" stroke="var(--rule)"/>`],
    ...labels.map((value) =>
      `<text x="${LEFT - 6}" y="${px(y(value) + 4)}" text-anchor="end">${
        significant(value, 2)
      }</text>`
    ),
    ...ends.map((layer, i) =>
      `<text x="${px(x(layer))}" y="${HEIGHT - 4}" text-anchor="middle">${
        i === 0 ? "layer " : ""
      }${layer}</text>`
    ),
    `<g fill="none" transform="translate(${px(x(first))} 0) scale(${hundredths(across)} ${
      1 / DOWN
    })">`,
    // PC1 last, on top.
    ...traces.map((values, i) =>
      `<path class="${traceClass(i)}" d="${
        lineOf(values, {
          x: (l) => layers[l]! - first,
          y: (value) => Math.round(y(value) * DOWN),
          alone: hundredths(ALONE / across),
        })
      }"/>`
    ).toReversed(),
    "</g></svg>",
  ].join("");
}

/** What the style sheet knows a line by, in the chart and beside its name. */
export function traceClass(index: number): string {
  return `trace-${index % N_STYLES + 1}`;
}

/**
 * Strokes from value to value, each by its distance from the one before; a value without neighbours is a dot, as a stroke of no length
 * with round ends would be.
 */
function lineOf(
  values: readonly (number | null)[],
  { x, y, alone }: {
    x: (index: number) => number;
    y: (value: number) => number;
    /** How far a dot reaches to either side. */
    alone: number;
  },
): string {
  let [lastX, lastY] = [0, 0];
  return values.map((value, i) => {
    if (value === null) return "";
    const isStart = (values[i - 1] ?? null) === null;
    const isAlone = isStart && (values[i + 1] ?? null) === null;
    const [atX, atY] = [x(i), y(value)];
    if (isAlone) return `M${hundredths(atX - alone)} ${atY}h${hundredths(2 * alone)}`;
    const step = isStart ? `M${atX} ${atY}l` : pair(atX - lastX, atY - lastY);
    [lastX, lastY] = [atX, atY];
    return step;
  }).join("").replaceAll("l ", "l");
}

/** Two numbers with a space before each that has no minus sign. */
function pair(...numbers: readonly [number, number]): string {
  return numbers.map((number) => number < 0 ? String(number) : ` ${number}`).join("");
}

function hundredths(value: number): number {
  return Number(value.toFixed(2));
}

function px(value: number): string {
  return String(Number(value.toFixed(1)));
}
