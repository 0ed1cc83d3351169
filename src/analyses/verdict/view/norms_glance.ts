/**
 * Chart: the lengths of the outputs for PC1 by layer at a glance, with that of their difference.
 *
 * @module
 */

import { lineFrame } from "../../../site/kit/charts/line_frame.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { MlpRow, Results } from "../../../results.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { GLANCE_HEIGHT, GLANCE_MARGIN, type GlanceLine, glanceMarks } from "./glance_lines.ts";

const MARGIN_LEFT = 42;
/** Pixels of the lower chart. */
const RELATIVE_HEIGHT = 76;
const RELATIVE_TOP = 8;
/** Below the upper chart, which has no axis of layers. */
const MARGIN_BOTTOM = 6;

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
  const y = valueScale(lines.flatMap(({ points }) => points.map(({ value }) => value)), "|y|");
  const frame = lineFrame(analysedLayers(results), {
    width,
    height: GLANCE_HEIGHT - RELATIVE_HEIGHT,
    margin: { ...GLANCE_MARGIN, left: MARGIN_LEFT, bottom: MARGIN_BOTTOM },
  });
  return renderSvg({
    className: "chart-norms-glance",
    label:
      `Output norms of base and instruct for ${PEAK_INPUT} by layer, and that of their difference`,
    description: "Three lines; the numbers are in the tables of this page.",
    width,
  }, {
    ...frame.options,
    x: { ...frame.options.x, axis: null },
    y: ruledAxis(y, { ticks: 3 }),
    marks: [...glanceMarks(lines, ""), ...frame.names(lines, y.domain)],
  });
}

/** The chart of |d| over |y| of the base beneath it, whose axis of layers is that of both; null where every base output is zero. */
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
  const y = valueScale(points.map(({ value }) => value), "share");
  const frame = lineFrame(analysedLayers(results), {
    width,
    height: RELATIVE_HEIGHT,
    margin: { ...GLANCE_MARGIN, left: MARGIN_LEFT, top: RELATIVE_TOP },
  });
  const largest = points.toSorted((a, b) => b.value - a.value)[0]!;
  return renderSvg({
    className: "chart-relative-glance",
    label: `Length of the difference over that of the base output for ${PEAK_INPUT} by layer`,
    description: `Largest at layer ${largest.layer}: ${significant(largest.value, 2)}.`,
    width,
  }, {
    ...frame.options,
    y: { ...ruledAxis(y, { ticks: 2 }), label: null },
    marks: [...glanceMarks(lines, ""), ...frame.names(lines, y.domain)],
  });
}
