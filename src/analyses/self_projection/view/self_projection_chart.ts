/**
 * Chart: how far the outputs for PC1 lie along PC1 itself, by layer.
 *
 * @module
 */

import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Causes } from "../../../results.ts";
import { selfProjectionRow } from "./self_projection_rows.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { layerLinesChart } from "../../../site/kit/charts/layer_lines.ts";
import { BASE_STYLE, type Point, seriesStyles } from "../../../site/kit/charts/series.ts";

/** The instruct model's look; the base has one of its own. */
export const INSTRUCT_STYLE = seriesStyles([PEAK_INPUT]).get(PEAK_INPUT)!;

/** Two lines, one a model: y . x / |x| of PC1. */
export function selfProjectionChart(
  causes: Causes,
  layers: readonly number[],
  width: number,
): string {
  const points = (model: "base" | "instruct") =>
    layers.flatMap((layer): Point[] => {
      const row = selfProjectionRow(causes, { layer, name: PEAK_INPUT, variant: "raw" });
      const value = row?.[`${model}_self_projection`] ?? null;
      return value === null ? [] : [{
        layer,
        value,
        title: `${model}, layer ${layer}: ${significant(value)}`,
      }];
    });
  return layerLinesChart({
    className: "chart-self-projection",
    label: "Part of the outputs along PC1 itself by layer, base and instruct",
    description: "Two lines, one a model; the numbers are in the table below.",
    width,
  }, {
    layers,
    label: "y · x / |x|",
    lines: [
      { style: INSTRUCT_STYLE, points: points("instruct") },
      { style: BASE_STYLE, points: points("base") },
    ],
  });
}
