/**
 * How what PC1 is compared with looks in charts by layer.
 *
 * @module
 */

import type { SeriesStyle } from "./series.ts";

/** The mean of the random directions. */
export const BASELINE_STYLE: SeriesStyle = {
  stroke: "var(--ink-soft)",
  fill: "var(--ink-soft)",
  symbol: "plus",
  dash: "1 4",
  strokeWidth: 2,
  radius: 4,
};

/** The median of the random role mixtures. */
export const PERSONA_STYLE: SeriesStyle = {
  stroke: "var(--ink)",
  fill: "var(--ink)",
  symbol: "times",
  dash: "7 3 1 3",
  strokeWidth: 1.5,
  radius: 4,
};
