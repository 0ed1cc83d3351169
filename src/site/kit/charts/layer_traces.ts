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
/** Colour and dash tell lines apart. */
const DASHES = ["", "5 3", "2 2", "8 3 2 3"];
const HUES = 6;

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
  const x = (layer: number) =>
    first === last
      ? (LEFT + WIDTH) / 2
      : LEFT + 6 + (WIDTH - LEFT - 12) * (layer - first) / (last - first);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / span;
  const labels = [...new Set([low, 0, high])].filter((value, _, all) =>
    value !== 0 || all.every((other) => other === 0 || Math.abs(y(other) - y(0)) > 14)
  );
  const ends = [...new Set([first, ...noted === null ? [] : [noted], last])]
    .filter((layer) => layer === noted || noted === null || Math.abs(x(layer) - x(noted)) > 18);
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
    ...ends.map((layer) =>
      `<text x="${px(x(layer))}" y="${HEIGHT - 4}" text-anchor="middle">${layer}</text>`
    ),
    // PC1 last, on top.
    ...traces.map((values, i) =>
      `<path d="${lineOf(values, (l) => x(layers[l]!), y)}" fill="none" ${strokeOf(i)}/>`
    ).toReversed(),
    "</svg>",
  ].join("");
}

/** A sample of a line for the legend. */
export function traceSwatch(index: number): string {
  return `<svg width="28" height="8" aria-hidden="true"><path d="M0 4H28" ${
    strokeOf(index)
  }/></svg>`;
}

function strokeOf(index: number): string {
  const dash = DASHES[index % DASHES.length]!;
  return `stroke="var(--series-${index % HUES + 1})" stroke-width="${index === 0 ? 2 : 1.3}"${
    dash === "" ? "" : ` stroke-dasharray="${dash}"`
  }`;
}

/** Strokes from value to value; a value without neighbours is a dot, as a stroke of no length with round ends would be. */
function lineOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  return values.map((value, i) => {
    if (value === null) return "";
    const isStart = (values[i - 1] ?? null) === null;
    const isAlone = isStart && (values[i + 1] ?? null) === null;
    return `${isStart ? "M" : "L"}${px(x(i) - (isAlone ? 2 : 0))} ${px(y(value))}${
      isAlone ? "h4" : ""
    }`;
  }).join("");
}

function px(value: number): string {
  return String(Number(value.toFixed(1)));
}
