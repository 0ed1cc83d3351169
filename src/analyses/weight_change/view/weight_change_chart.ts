/**
 * Chart: how much each matrix changed along random inputs, by layer.
 *
 * @module
 */

import type { Causes, WeightChangeRow } from "../../../results.ts";
import { percent, significant } from "../../../site/kit/numbers.ts";
import { layerLinesChart } from "../../../site/kit/charts/layer_lines.ts";
import { type SeriesStyle, seriesStyles } from "../../../site/kit/charts/series.ts";

const WEIGHTS = ["gate", "up", "down"] as const satisfies WeightChangeRow["weight"][];

/** Look of each weight. */
export const WEIGHT_STYLES: ReadonlyMap<string, SeriesStyle> = seriesStyles(WEIGHTS);

/** What can be shown of a weight. */
const MEASURES = {
  isotropic_change: {
    name: "Change of each matrix along random inputs by layer",
    label: "relative change",
    text: percent,
    tickFormat: (change: number) => `${Number((change * 100).toPrecision(6))} %`,
    rules: [],
  },
  pc1_gain: {
    name: "Change of each matrix along PC1 over that along random inputs, by layer",
    label: "times as much",
    text: (gain: number) => significant(gain, 3),
    tickFormat: undefined,
    rules: [1],
  },
} as const;

/** A line a weight of its relative change along random inputs, or of the gain of PC1 over that, with a line at 1. */
export function weightChangeChart(
  { weight_change }: Causes,
  { layers, measure, width }: {
    layers: readonly number[];
    measure: keyof typeof MEASURES;
    width: number;
  },
): string {
  const { name, label, text, tickFormat, rules } = MEASURES[measure];
  return layerLinesChart({
    className: `chart-weight-${measure.replace("_", "-")}`,
    label: name,
    description: "A line for each matrix; the numbers are in the table below.",
    width,
  }, {
    layers,
    label,
    rules,
    ...tickFormat === undefined ? {} : { tickFormat },
    lines: WEIGHTS.map((weight) => ({
      style: WEIGHT_STYLES.get(weight)!,
      points: weight_change.flatMap((row) => {
        const value = row[measure];
        return row.weight !== weight || value === null ? [] : [{
          layer: row.layer,
          value,
          title: `${weight}, layer ${row.layer}: ${text(value)}`,
        }];
      }),
    })),
  });
}
