/**
 * Columns of what the directions of a baseline spread over at a layer.
 *
 * @module
 */

import { KEYS } from "./key_columns.ts";
import { column, type Columns } from "./table.ts";
import { baselineName, count, unknownable, variant } from "./values.ts";

/** Spread of one baseline at one layer. */
export const quantileColumns = {
  layer: KEYS.layer,
  baseline: column(baselineName, {
    label: "baseline",
    meaning: "What PC1 is compared with.",
  }),
  variant: column(variant, {
    label: "coordinates",
    meaning: "Which coordinates of the outputs count.",
  }),
  n: column(count, {
    label: "n",
    meaning:
      "Directions. Each counts with the larger of its signs in quantiles and ranks, with both in mean and sd.",
  }),
  mean: column(unknownable, {
    label: "mean 1 − cos",
    meaning: "Mean of 1 − cos over both signs.",
    digits: 3,
  }),
  sd: column(unknownable, {
    label: "sd",
    meaning: "Standard deviation (n - 1) over both signs.",
    digits: 3,
  }),
  q05: column(unknownable, {
    label: "5 %",
    meaning: "5 % quantile of the larger signs.",
    digits: 3,
  }),
  q50: column(unknownable, {
    label: "50 %",
    meaning: "Median of the larger signs.",
    digits: 3,
  }),
  q95: column(unknownable, {
    label: "95 %",
    meaning: "95 % quantile of the larger signs.",
    digits: 3,
  }),
} satisfies Columns;
