/**
 * Chart: how much farther along PC1 itself the instruct model's output for PC1 lies than the base's, by layer.
 *
 * @module
 */

import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Causes } from "../../../results.ts";
import { spreadRow } from "../../../site/kit/cause_rows.ts";
import { selfProjectionChange, selfProjectionRow } from "./self_projection_rows.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { PERSONA_STYLE } from "../../../site/kit/charts/baseline_styles.ts";
import { layerLinesChart } from "../../../site/kit/charts/layer_lines.ts";
import { INSTRUCT_STYLE } from "./self_projection_chart.ts";
import type { Point } from "../../../site/kit/charts/series.ts";

/** Instruct less base, over the middle 90 % of the same of random role mixtures and their median. */
export function selfProjectionChangeChart(
  causes: Causes,
  layers: readonly number[],
  width: number,
): string {
  const spreads = layers.flatMap((layer) =>
    spreadRow(causes, {
      layer,
      quantity: "self_projection_change",
      variant: "raw",
      baseline: "persona",
    }) ?? []
  );
  return layerLinesChart({
    className: "chart-self-projection-change",
    label: "Change of the part of the output along PC1 itself by layer",
    description: "One line over a band; the numbers are in the table below.",
    width,
  }, {
    layers,
    label: "instruct less base",
    band: spreads.flatMap(({ layer, q05, q95 }) =>
      q05 === null || q95 === null ? [] : [{ layer, low: q05, high: q95 }]
    ),
    lines: [
      {
        style: INSTRUCT_STYLE,
        points: layers.flatMap((layer): Point[] => {
          const row = selfProjectionRow(causes, { layer, name: PEAK_INPUT, variant: "raw" });
          const value = selfProjectionChange(row);
          return value === null ? [] : [{
            layer,
            value,
            title: `PC1, layer ${layer}: ${significant(value)}`,
          }];
        }),
      },
      {
        style: PERSONA_STYLE,
        points: spreads.flatMap(({ layer, n, q50 }): Point[] =>
          q50 === null ? [] : [{
            layer,
            value: q50,
            title: `median of ${n} random role mixtures, layer ${layer}: ${significant(q50)}`,
          }]
        ),
      },
    ],
  });
}
