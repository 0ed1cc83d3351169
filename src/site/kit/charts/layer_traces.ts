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
/** Colour and dash tell lines apart; a dash is in pixels. */
const DASHES = [[], [5, 3], [2, 2], [8, 3, 2, 3]];
/** Lines are in tenths of a pixel, which need no decimal point. */
const TENTHS = 10;
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
    `<g fill="none" transform="scale(${1 / TENTHS})">`,
    // PC1 last, on top.
    ...traces.map((values, i) =>
      `<path d="${lineOf(values, (l) => x(layers[l]!), y)}" ${strokeOf(i, TENTHS)}/>`
    ).toReversed(),
    "</g></svg>",
  ].join("");
}

/** A sample of a line for the legend. */
export function traceSwatch(index: number): string {
  return `<svg width="28" height="8" aria-hidden="true"><path d="M0 4H28" ${
    strokeOf(index, 1)
  }/></svg>`;
}

/** Colour, width and dash of a line, of which `unit` make a pixel. */
function strokeOf(index: number, unit: number): string {
  const dash = DASHES[index % DASHES.length]!.map((length) => length * unit).join(" ");
  return `stroke="var(--series-${index % HUES + 1})" stroke-width="${
    (index === 0 ? 2 : 1.3) * unit
  }"${dash === "" ? "" : ` stroke-dasharray="${dash}"`}`;
}

/**
 * Strokes from value to value, each by its distance from the one before; a value without neighbours is a dot, as a stroke of no length
 * with round ends would be.
 */
function lineOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let [lastX, lastY] = [0, 0];
  return values.map((value, i) => {
    if (value === null) return "";
    const isStart = (values[i - 1] ?? null) === null;
    const isAlone = isStart && (values[i + 1] ?? null) === null;
    const [atX, atY] = [Math.round(x(i) * TENTHS), Math.round(y(value) * TENTHS)];
    if (isAlone) return `M${atX - 2 * TENTHS} ${atY}h${4 * TENTHS}`;
    const step = isStart ? `M${atX} ${atY}l` : pair(atX - lastX, atY - lastY);
    [lastX, lastY] = [atX, atY];
    return step;
  }).join("").replaceAll("l ", "l");
}

/** Two numbers with a space before each that has no minus sign. */
function pair(...numbers: readonly [number, number]): string {
  return numbers.map((number) => number < 0 ? String(number) : ` ${number}`).join("");
}

function px(value: number): string {
  return String(Number(value.toFixed(1)));
}
