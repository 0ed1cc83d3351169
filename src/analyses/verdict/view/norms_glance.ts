/**
 * Chart: the lengths of the outputs for PC1 by layer at a glance, with that of their difference.
 *
 * @module
 */

import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { MlpRow, Results } from "../../../results.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { layerScale, valueScale } from "../../../site/kit/charts/axes.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { endLabels, GLANCE_FRAME, type GlanceLine, glanceMarks } from "./glance_lines.ts";

const MARGIN_LEFT = 42;
/** Pixels of the lower chart. */
const RELATIVE_HEIGHT = 76;

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
    height: GLANCE_FRAME.height - RELATIVE_HEIGHT,
    marginBottom: 6,
    marginLeft: MARGIN_LEFT,
    x: { ...layerScale(analysedLayers(results), width - GLANCE_FRAME.marginRight), axis: null },
    y: {
      ...valueScale(lines.flatMap(({ points }) => points.map(({ value }) => value)), "|y|"),
      ticks: 3,
      grid: true,
    },
    marks: [...glanceMarks(lines), ...endLabels(lines)],
  });
}

/** The chart of |d| over |y| of the base beneath it, whose axis of layers is that of both; null where an output is zero. */
export function relativeGlance(results: Results, width: number): string | null {
  const points = results.mlp.flatMap((row) =>
    row.input_vector !== PEAK_INPUT || row.base_output_norm === 0
      ? []
      : [{ layer: row.layer, value: row.delta_norm / row.base_output_norm }]
  );
  if (points.length === 0) return null;
  const lines: GlanceLine[] = [{
    name: "|d| / |y| base",
    points,
    strokeWidth: 1.5,
    dash: "5 3",
    stroke: "var(--ink-soft)",
  }];
  const largest = points.toSorted((a, b) => b.value - a.value)[0]!;
  return renderSvg({
    className: "chart-relative-glance",
    label: `Length of the difference over that of the base output for ${PEAK_INPUT} by layer`,
    description: `Largest at layer ${largest.layer}: ${significant(largest.value, 2)}.`,
    width,
  }, {
    ...GLANCE_FRAME,
    height: RELATIVE_HEIGHT,
    marginTop: 8,
    marginLeft: MARGIN_LEFT,
    x: layerScale(analysedLayers(results), width - GLANCE_FRAME.marginRight),
    y: {
      ...valueScale(points.map(({ value }) => value), "share"),
      label: null,
      ticks: 2,
      grid: true,
    },
    marks: [...glanceMarks(lines), ...endLabels(lines)],
  });
}
