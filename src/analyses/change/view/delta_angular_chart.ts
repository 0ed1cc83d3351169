/**
 * Chart: angle by layer for all input vectors, over what other directions give.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degrees, degreesOrNull } from "../../../math/angle.ts";
import type { Results } from "../../../results.ts";
import { baselineSummaries } from "../../../results/baseline_summary.ts";
import { PEAK_INPUT, PEAK_INPUTS } from "../../../results/peak_input.ts";
import { cosineTicks, layerScale, tickText, valueScale } from "../../../site/kit/charts/axes.ts";
import {
  bandMarks,
  bootstrapBand,
  bootstrapRanges,
  ISOTROPIC_BAND,
  type LayerRange,
  mixtureRanges,
  PERSONA_BAND,
} from "../../../site/kit/charts/bands.ts";
import { endLabels, NAME_ROOM } from "../../../site/kit/charts/end_labels.ts";
import { peakMarks, seriesMarks, seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { drawLines, inputLines, valueText } from "./angle_lines.ts";

const HEIGHT = 380;
const MARGIN_SIDE = 52;
const INSET_LEFT = 12;
const MARGIN_TOP = 30;
const MARGIN_BOTTOM = 42;

/**
 * The angle of `delta_angular` by layer for every input vector, the angular peak ringed, over the random role mixtures where they
 * were run, else over the range of the random directions. Heights are angles, because 1 - cos is quadratic; the axis on the right has
 * its values.
 */
export function deltaAngularChart(results: Results, width: number): string {
  const { mlp, baseline, evidence, peaks: { angular } } = results;
  const layers = analysedLayers(results);
  const styles = seriesStyles([...new Set(mlp.map((row) => row.input_vector))]);
  const mixtures = mixtureRanges(evidence);
  const shaded = mixtures.length > 0
    ? { ranges: mixtures, style: PERSONA_BAND }
    : { ranges: randomRanges(baseline), style: ISOTROPIC_BAND };
  const bands = PEAK_INPUTS.filter((name) => styles.has(name)).map((name) => ({
    ranges: bootstrapRanges(evidence, { name, column: "delta_angular" }, degrees),
    style: bootstrapBand(styles.get(name)!),
  }));
  const heights = [
    ...mlp.flatMap((row) => degreesOrNull(row.delta_angular) ?? []),
    ...[shaded, ...bands].flatMap(({ ranges }) => ranges.map(({ high }) => high)),
  ];
  const y = valueScale(heights, "angle");
  const plotWidth = width - 2 * MARGIN_SIDE - INSET_LEFT - NAME_ROOM;
  const plotHeight = HEIGHT - MARGIN_TOP - MARGIN_BOTTOM;
  const inputs = inputLines(results, styles);
  const draws = drawLines(results);
  const cosines = cosineTicks(y.domain[1], plotHeight);
  const largest = cosines[0]?.value ?? 0;
  return renderSvg({
    className: "chart-delta-angular",
    label: "Angle between the outputs of base and instruct by layer for every input vector",
    description: angular === null
      ? "Every value of PC1 is zero."
      : `For PC1 the largest value is ${
        valueText(angular.delta_angular)
      }, at layer ${angular.layer}.`,
    width,
  }, {
    height: HEIGHT,
    marginLeft: MARGIN_SIDE,
    marginRight: MARGIN_SIDE,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    // Names stand between the last layer and the axis on the right.
    x: {
      ...layerScale(layers, width - NAME_ROOM),
      inset: 0,
      insetLeft: INSET_LEFT,
      insetRight: NAME_ROOM,
    },
    y: { domain: y.domain, axis: null },
    marks: [
      Plot.gridY({ ticks: 6 }),
      Plot.axisY({
        anchor: "left",
        ticks: 6,
        label: y.label,
        tickFormat: (angle: number) => `${y.tickFormat(angle)}°`,
      }),
      Plot.axisY(cosines.map((tick) => tick.angle), {
        anchor: "right",
        label: "1 − cos",
        tickFormat: (_, i: number) => tickText(cosines[i]!.value, largest),
      }),
      ...[shaded, ...bands.toReversed()].flatMap(({ ranges, style }) => bandMarks(ranges, style)),
      ...draws.flatMap(({ points, style }) => seriesMarks(points, style)),
      Plot.ruleY([0]),
      ...angular === null ? [] : peakMarks(
        {
          layer: angular.layer,
          value: degrees(angular.delta_angular),
          text: `layer ${angular.layer}: ${valueText(angular.delta_angular)}`,
        },
        layers,
        {
          others: mlp.filter((row) => row.input_vector !== PEAK_INPUT)
            .flatMap(({ layer, delta_angular }) =>
              delta_angular === null ? [] : [{ layer, value: degrees(delta_angular) }]
            ),
          width: plotWidth,
          height: plotHeight,
          top: y.domain[1],
        },
      ),
      // PC1 last, on top of the others.
      ...inputs.toReversed().flatMap(({ points, style }) => seriesMarks(points, style)),
      ...endLabels(
        [...inputs, ...draws].map(({ name, points, style }) => ({
          name,
          points,
          stroke: style.stroke,
        })),
        {
          height: plotHeight,
          width: plotWidth,
          domain: y.domain,
          layers,
        },
      ),
    ],
  });
}

/** The random directions of each layer from the smallest to the largest angle. */
function randomRanges(baseline: Results["baseline"]): LayerRange[] {
  return baselineSummaries(baseline, "delta_angular").map(({ layer, smallest, largest }) => ({
    layer,
    low: degrees(smallest),
    high: degrees(largest),
  }));
}
