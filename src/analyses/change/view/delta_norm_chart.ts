/**
 * Chart: length of the difference by layer, for PC1 and -PC1.
 *
 * @module
 */

import { lineFrame } from "../../../site/kit/charts/line_frame.ts";
import * as Plot from "@observablehq/plot";
import { PEAK_INPUT, PEAK_INPUTS } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { bandMarks, bootstrapBand, bootstrapRanges } from "../../../site/kit/charts/bands.ts";
import { ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import { peakMarks, seriesMarks, seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { inputText } from "../../../text/input_text.ts";

const HEIGHT = 320;

/**
 * `delta_norm` by layer for PC1 and -PC1 over their bootstrap bands, the absolute peak ringed.
 */
export function deltaNormChart(results: Results, width: number): string {
  const { mlp, evidence, peaks: { absolute } } = results;
  const rows = mlp.filter((row) => PEAK_INPUTS.includes(row.input_vector));
  const layers = rows.filter((row) => row.input_vector === PEAK_INPUT).map((row) => row.layer);
  const styles = seriesStyles(PEAK_INPUTS);
  const bands = PEAK_INPUTS.map((name) => ({
    ranges: bootstrapRanges(evidence, { name, column: "delta_norm" }),
    style: bootstrapBand(styles.get(name)!),
  }));
  const highest = bands.flatMap(({ ranges }) => ranges.map(({ high }) => high));
  const y = valueScale([...rows.map((row) => row.delta_norm), ...highest], "|y instruct − y base|");
  const lines = PEAK_INPUTS.map((name) => ({
    name,
    points: rows.filter((row) => row.input_vector === name).map((row) => ({
      layer: row.layer,
      value: row.delta_norm,
      title: `${inputText(name)}, layer ${row.layer}: ${significant(row.delta_norm)}`,
    })),
  }));
  const frame = lineFrame(layers, { width, height: HEIGHT });
  return renderSvg({
    className: "chart-delta-norm",
    label: "Delta norm by layer for PC1 and −PC1",
    description: absolute === null
      ? "Every value is zero."
      : `For PC1 the largest value is ${
        significant(absolute.delta_norm)
      }, at layer ${absolute.layer}.`,
    width,
  }, {
    ...frame.options,
    y: ruledAxis(y),
    marks: [
      ...bands.toReversed().flatMap(({ ranges, style }) => bandMarks(ranges, style)),
      Plot.ruleY([0]),
      ...absolute === null ? [] : peakMarks(
        {
          layer: absolute.layer,
          value: absolute.delta_norm,
          text: `layer ${absolute.layer}: ${significant(absolute.delta_norm)}`,
        },
        layers,
        {
          others: rows.filter((row) => row.input_vector !== PEAK_INPUT)
            .map((row) => ({ layer: row.layer, value: row.delta_norm })),
          ...frame.plot,
          top: y.domain[1],
        },
      ),
      ...lines.toReversed().flatMap(({ name, points }) => seriesMarks(points, styles.get(name)!)),
      ...frame.names(
        lines.map(({ name, points }) => ({
          name: inputText(name),
          points,
          stroke: styles.get(name)!.stroke,
        })),
        y.domain,
      ),
    ],
  });
}
