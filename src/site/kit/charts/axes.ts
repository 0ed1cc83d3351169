/**
 * Axes that several charts share.
 *
 * @module
 */

import type * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";

/** Room above the highest value for the label of a peak. */
const HEADROOM = 1.16;
/** Pixels between neighbouring tick labels. */
const TICK_GAP = 22;
const TICK_FORMAT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });

/** The layers of several lists in one, ascending. */
export function layersOfAll(lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

/** An x axis of layers, which knows them: `renderSvg` writes into a chart where each of them stands. */
export interface LayerScale extends Plot.ScaleOptions {
  readonly layers: readonly number[];
}

/** Pixels between the ends of the axis of layers and the first and last of them. */
export const LAYER_INSET = 12;

/** The x axis of charts by layer: a tick at each analysed layer, or at every second, fifth, ... where they would touch. */
export function layerScale(layers: readonly number[], width: number): LayerScale {
  const first = layers[0] ?? 0;
  const last = layers.at(-1) ?? first;
  const mostTicks = Math.floor(width / 34);
  const step = [1, 2, 5, 10, 20, 50].find((n) => (last - first) / n < mostTicks) ?? 100;
  const ticks = layers.filter((layer) => step === 1 || layer % step === 0);
  return {
    type: "linear",
    domain: first === last ? [first - 1, last + 1] : [first, last],
    inset: LAYER_INSET,
    ticks,
    tickFormat: String,
    label: "layer",
    layers,
  };
}

/** An axis of a magnitude: from zero to a little above the largest value; to 1 where all are zero. */
export function valueScale(values: readonly number[], label: string) {
  const largest = Math.max(0, ...values);
  const top = largest > 0 ? largest * HEADROOM : 1;
  return {
    domain: [0, top] as [number, number],
    label,
    tickFormat: (value: number) => tickText(value, top),
  };
}

/** It as the vertical axis of a chart, with a line across at each tick and a unit behind the numbers. */
export function ruledAxis(
  scale: ReturnType<typeof valueScale>,
  { unit = "", ticks = 5 }: { unit?: string; ticks?: number } = {},
) {
  const tickFormat = (value: number) => `${scale.tickFormat(value)}${unit}`;
  return { ...scale, tickFormat, grid: true, ticks };
}

/** A tick's value; with an exponent where the axis ends below 0.001. */
export function tickText(value: number, top: number): string {
  const text = value !== 0 && top < 1e-3
    ? Number(value.toPrecision(2)).toExponential()
    : TICK_FORMAT.format(value);
  return text.replace(/^-/, "−");
}

/**
 * Round values of 1 - cos for the second axis of a scale of angles that ends at `top` degrees and is `height` pixels high: 1, 2
 * and 5 of each power of ten, from the largest down, as long as labels do not touch.
 */
export function cosineTicks(top: number, height: number): { value: number; angle: number }[] {
  const largest = 1 - Math.cos(Math.min(top, 180) * Math.PI / 180);
  const ticks: { value: number; angle: number }[] = [];
  for (let exponent = Math.floor(Math.log10(largest)); exponent > -300; exponent--) {
    for (const digit of [5, 2, 1]) {
      const value = Number(`${digit}e${exponent}`);
      const angle = degrees(value);
      if (value > largest) continue;
      if (angle / top * height < TICK_GAP) return [...ticks, { value: 0, angle: 0 }];
      const above = ticks.at(-1)?.angle ?? Infinity;
      if ((above - angle) / top * height >= TICK_GAP) ticks.push({ value, angle });
    }
  }
  return ticks;
}
