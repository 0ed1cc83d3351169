/**
 * How outputs on all and on some coordinates look in every chart.
 *
 * @module
 */

import type { Variant } from "../../../results.ts";
import type { SeriesStyle } from "./series.ts";

/** Look of each variant: colour, marker and dash all differ. */
export const VARIANT_STYLES: Record<Variant, SeriesStyle> = {
  raw: {
    stroke: "var(--series-1)",
    fill: "var(--series-1)",
    symbol: "circle",
    dash: "",
    strokeWidth: 2.5,
    radius: 4,
  },
  trimmed: {
    stroke: "var(--series-2)",
    fill: "var(--series-2)",
    symbol: "square",
    dash: "6 3",
    strokeWidth: 1.8,
    radius: 4,
  },
  centred: {
    stroke: "var(--series-3)",
    fill: "var(--paper)",
    symbol: "triangle",
    dash: "2 3",
    strokeWidth: 1.8,
    radius: 4,
  },
};
