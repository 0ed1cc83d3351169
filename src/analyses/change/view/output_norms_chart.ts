/**
 * Chart: length of the base and instruct outputs by layer, for PC1.
 *
 * @module
 */

import { lineFrame } from "../../../site/kit/charts/line_frame.ts";
import * as Plot from "@observablehq/plot";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { MlpRow, Results } from "../../../results.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { bandMarks, bootstrapBand, bootstrapRanges } from "../../../site/kit/charts/bands.ts";
import { ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import { BASE_STYLE, seriesMarks, seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

const HEIGHT = 320;
const MODELS = ["base", "instruct"] as const;

/**
 * `base_output_norm` and `instruct_output_norm` by layer for PC1, over their bootstrap bands.
 */
export function outputNormsChart(results: Results, width: number): string {
  const rows = rowsOf(results);
  const points = (model: "base" | "instruct") =>
    rows.map((row) => {
      const value = row[`${model}_output_norm` satisfies keyof MlpRow];
      return {
        layer: row.layer,
        value,
        title: `${model}, layer ${row.layer}: ${significant(value)}`,
      };
    });
  const [base, instruct] = [points("base"), points("instruct")];
  const instructStyle = seriesStyles([PEAK_INPUT]).get(PEAK_INPUT)!;
  const bands = ([["instruct", instructStyle], ["base", BASE_STYLE]] as const).map((
    [model, style],
  ) => ({
    ranges: rangesOf(results, model),
    style: bootstrapBand(style),
  }));
  const frame = lineFrame(rows.map((row) => row.layer), { width, height: HEIGHT });
  const y = valueScale(heights(results), "|y|");
  return renderSvg({
    className: "chart-output-norms",
    label: "Output norm of base and instruct by layer for PC1",
    description: "Two lines, one a model; the numbers are in the table below.",
    width,
  }, {
    ...frame.options,
    y: ruledAxis(y),
    marks: [
      ...bands.flatMap(({ ranges, style }) => bandMarks(ranges, style)),
      Plot.ruleY([0]),
      ...seriesMarks(instruct, instructStyle),
      ...seriesMarks(base, BASE_STYLE),
      ...frame.names([
        { name: "instruct", points: instruct, stroke: instructStyle.stroke },
        { name: "base", points: base, stroke: BASE_STYLE.stroke },
      ], y.domain),
    ],
  });
}

function rowsOf({ mlp }: Results): MlpRow[] {
  return mlp.filter((row) => row.input_vector === PEAK_INPUT);
}

function rangesOf({ evidence }: Results, model: typeof MODELS[number]) {
  return bootstrapRanges(evidence, { name: PEAK_INPUT, column: `${model}_output_norm` });
}

/** Everything that the axis has to reach. */
function heights(results: Results): number[] {
  return MODELS.flatMap((model) => [
    ...rowsOf(results).map((row) => row[`${model}_output_norm` satisfies keyof MlpRow]),
    ...rangesOf(results, model).map((range) => range.high),
  ]);
}
