/**
 * Chart: length of the base and instruct outputs by layer, for PC1.
 *
 * @module
 */

import { lineFrame } from "../../../site/kit/charts/line_frame.ts";
import * as Plot from "@observablehq/plot";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { bandMarks, bootstrapBand, bootstrapRanges } from "../../../site/kit/charts/bands.ts";
import { ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import { BASE_STYLE, seriesMarks, seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

const HEIGHT = 320;

/**
 * `base_output_norm` and `instruct_output_norm` by layer for PC1, over their bootstrap bands.
 */
export function outputNormsChart({ mlp, evidence }: Results, width: number): string {
  const rows = mlp.filter((row) => row.input_vector === PEAK_INPUT);
  const instructStyle = seriesStyles([PEAK_INPUT]).get(PEAK_INPUT)!;
  const lines = ([["instruct", instructStyle], ["base", BASE_STYLE]] as const).map(
    ([name, style]) => {
      const column = `${name}_output_norm` as const;
      const points = rows.map(({ layer, [column]: value }) => ({
        layer,
        value,
        title: `${name}, layer ${layer}: ${significant(value)}`,
      }));
      const ranges = bootstrapRanges(evidence, { name: PEAK_INPUT, column });
      return { name, style, points, ranges };
    },
  );
  const frame = lineFrame(rows.map((row) => row.layer), { width, height: HEIGHT });
  const heights = lines.flatMap(({ points, ranges }) => [
    ...points.map(({ value }) => value),
    ...ranges.map(({ high }) => high),
  ]);
  const y = valueScale(heights, "|y|");
  return renderSvg({
    className: "chart-output-norms",
    label: "Output norm of base and instruct by layer for PC1",
    description: "Two lines, one a model; the numbers are in the table below.",
    width,
  }, {
    ...frame.options,
    y: ruledAxis(y),
    marks: [
      ...lines.flatMap(({ ranges, style }) => bandMarks(ranges, bootstrapBand(style))),
      Plot.ruleY([0]),
      ...lines.flatMap(({ points, style }) => seriesMarks(points, style)),
      ...frame.names(
        lines.map(({ name, points, style: { stroke } }) => ({ name, points, stroke })),
        y.domain,
      ),
    ],
  });
}
