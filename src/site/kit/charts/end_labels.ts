/**
 * Names at the right ends of lines, in place of a legend: moved apart where they would touch, each led to from its line.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";

/** A line with a name. */
export interface NamedLine {
  readonly name: string;
  readonly points: readonly { readonly layer: number; readonly value: number }[];
  /** Colour of the name; that of text unless given. */
  readonly stroke?: string;
  /** Class of the name, by which a style sheet can hide it. */
  readonly className?: string;
}

/** The plot between its axes. */
export interface LabelFrame {
  /** Pixels from one end of the scale of values to the other, and from the first to the last layer. */
  readonly height: number;
  readonly width: number;
  /** Ends of the scale of values. */
  readonly domain: readonly [low: number, high: number];
  /** All layers of the chart, ascending. */
  readonly layers: readonly number[];
}

/** Pixels from one name to the next. */
const LINE = 13;
/** Pixels from the last point to the leader, from there to the name, and that the name of an input takes. */
const LEADER = 6;
const NAME = 15;
export const NAME_ROOM = 66;

/**
 * Where names stand, in pixels above the lower end: in the order of their lines, at least a line of text apart, and no higher than the
 * plot is where it has room for all.
 *
 * @param ends Pixels above the lower end at which lines end, ascending.
 *
 * @example
 * ```ts
 * import { spreadOut } from "./end_labels.ts";
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(spreadOut([0, 5, 90, 95], 100), [0, 13, 87, 100]);
 * ```
 */
export function spreadOut(ends: readonly number[], height: number): number[] {
  const places: number[] = [];
  for (const [i, end] of ends.entries()) {
    places.push(Math.max(end, (places[i - 1] ?? -Infinity) + LINE));
  }
  let ceiling = Math.max(height, LINE * (ends.length - 1));
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i]!, ceiling);
    ceiling = places[i]! - LINE;
  }
  return places;
}

/** The marks; lines without points have none, and those that end at one layer are kept apart. */
export function endLabels(lines: readonly NamedLine[], frame: LabelFrame): Plot.Markish[] {
  const { height, width, domain: [low, high], layers } = frame;
  const perPixel = (high - low) / height;
  // A single layer stands in the middle of a scale of two.
  const layersPerPixel = ((layers.at(-1) ?? 0) - (layers[0] ?? 0) || 2) / width;
  const ends = lines.flatMap(({ points, ...line }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ ...line, ...last }];
  });
  return [...Map.groupBy(ends, ({ layer }) => layer).values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => a.value - b.value);
    const places = spreadOut(sorted.map(({ value }) => (value - low) / perPixel), height);
    return sorted.flatMap(({ name, layer, value, stroke = "var(--ink)", className }, i) => {
      const at = low + places[i]! * perPixel;
      const shared = className === undefined ? {} : { className };
      return [
        Plot.line([
          { layer: layer + LEADER * layersPerPixel, value },
          { layer: layer + (NAME - 2) * layersPerPixel, value: at },
        ], { x: "layer", y: "value", stroke, strokeOpacity: 0.5, strokeWidth: 1, ...shared }),
        Plot.text([{ name, layer, value: at }], {
          x: "layer",
          y: "value",
          text: "name",
          dx: NAME,
          textAnchor: "start",
          fill: stroke,
          stroke: "var(--paper)",
          strokeWidth: 3,
          ...shared,
        }),
      ];
    });
  });
}
