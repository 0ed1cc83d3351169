/**
 * Chart: the lengths of the outputs for PC1 by layer at a glance, with that of their difference.
 *
 * @module
 */

import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { MlpRow, Results } from "../../../results.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { layerScale, valueScale } from "../../../site/kit/charts/axes.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { endLabels, GLANCE_FRAME, type GlanceLine, glanceMarks } from "./glance_lines.ts";

/** The chart at a width. */
export function normsGlance(results: Results, width: number): string {
  const rows = results.mlp.filter(({ input_vector }) => input_vector === PEAK_INPUT);
  const points = (of: (row: MlpRow) => number) =>
    rows.map((row) => ({ layer: row.layer, value: of(row) }));
  const lines: GlanceLine[] = [
    {
      name: "|d|",
      points: points((row) => row.delta_norm),
      strokeWidth: 1.5,
      dash: "5 3",
      stroke: "var(--ink-soft)",
    },
    {
      name: "base",
      points: points((row) => row.base_output_norm),
      strokeWidth: 1.5,
      dash: "",
      stroke: "var(--ink)",
    },
    {
      name: "instruct",
      points: points((row) => row.instruct_output_norm),
      strokeWidth: 3,
      dash: "",
    },
  ];
  return renderSvg({
    className: "chart-norms-glance",
    label:
      `Output norms of base and instruct for ${PEAK_INPUT} by layer, and that of their difference`,
    description: "Three lines; the numbers are in the tables of this page.",
    width,
  }, {
    ...GLANCE_FRAME,
    marginLeft: 42,
    x: layerScale(analysedLayers(results), width - GLANCE_FRAME.marginRight),
    y: {
      ...valueScale(lines.flatMap(({ points }) => points.map(({ value }) => value)), "|y|"),
      ticks: 4,
      grid: true,
    },
    marks: [...glanceMarks(lines, ""), ...endLabels(lines)],
  });
}
