/**
 * Chart: angle by layer for all input vectors, over what other directions give.
 *
 * @module
 */

import { shortened } from "../../../site/kit/names.ts";
import { endLabels, NAME_ROOM } from "../../../site/kit/charts/end_labels.ts";
import { BASELINE_STYLE, PERSONA_STYLE } from "../../../site/kit/charts/baseline_styles.ts";
import * as Plot from "@observablehq/plot";
import { degrees, degreesOrNull } from "../../../math/angle.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Evidence, Results } from "../../../results.ts";
import { baselineSummaries, type BaselineSummary } from "../../../results/baseline_summary.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { degreesText, significant } from "../../../site/kit/numbers.ts";
import {
  bandMarks,
  bootstrapBand,
  bootstrapRanges,
  ISOTROPIC_BAND,
  type LayerRange,
  PERSONA_BAND,
} from "../../../site/kit/charts/bands.ts";
import { cosineTicks, layerScale, tickText, valueScale } from "../../../site/kit/charts/axes.ts";
import {
  peakMarks,
  type Point,
  seriesMarks,
  type SeriesStyle,
  seriesStyles,
} from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { inputText } from "../../../text/input_text.ts";

/** Inputs whose bootstrap band is drawn. */
const BANDED = [PEAK_INPUT, `-${PEAK_INPUT}`];

const HEIGHT = 380;
const MARGIN_SIDE = 52;
const INSET_LEFT = 12;
/** Characters of a name that fit beside its line. */
const NAME_LENGTH = 8;
const MARGIN_TOP = 30;
const MARGIN_BOTTOM = 42;

/**
 * The angle of `delta_angular` by layer for every input vector, the angular peak ringed, over the random role mixtures where they
 * were run, else over the range of the random directions. Heights are angles, because 1 - cos is quadratic; the axis on the right has
 * its values.
 */
export function deltaAngularChart(results: Results, width: number): string {
  const { mlp, peaks, evidence } = results;
  const names = [...new Set(mlp.map((row) => row.input_vector))];
  const layers = analysedLayers(results);
  const styles = seriesStyles(names);
  const { angular } = peaks;
  const mixtures = mixtureRanges(evidence);
  const shaded = shadedRanges(results);
  const bands = BANDED.filter((name) => styles.has(name)).map((name) => ({
    ranges: bootstrapRanges(evidence, { name, column: "delta_angular" }, degrees),
    style: bootstrapBand(styles.get(name)!),
  }));
  const y = valueScale(heights(results), "angle");
  const plotWidth = width - 2 * MARGIN_SIDE - INSET_LEFT - NAME_ROOM;
  const lines = [...inputLines(results), ...drawLines(results)];
  const cosines = cosineTicks(y.domain[1], HEIGHT - MARGIN_TOP - MARGIN_BOTTOM);
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
      ...bandMarks(shaded, mixtures.length > 0 ? PERSONA_BAND : ISOTROPIC_BAND),
      ...bands.toReversed().flatMap(({ ranges, style }) => bandMarks(ranges, style)),
      ...lines.filter(({ isDraws }) => isDraws).flatMap(({ points, style }) =>
        seriesMarks(points, style)
      ),
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
          height: HEIGHT - MARGIN_TOP - MARGIN_BOTTOM,
          top: y.domain[1],
        },
      ),
      // PC1 last, on top of the others.
      ...lines.filter(({ isDraws }) => !isDraws).toReversed().flatMap(({ points, style }) =>
        seriesMarks(points, style)
      ),
      ...endLabels(
        lines.map(({ name, points, style }) => ({ name, points, stroke: style.stroke })),
        {
          height: HEIGHT - MARGIN_TOP - MARGIN_BOTTOM,
          width: plotWidth,
          domain: y.domain,
          layers,
        },
      ),
    ],
  });
}

/** The random role mixtures where they were run, else the random directions. */
function shadedRanges({ baseline, evidence }: Results): LayerRange[] {
  const mixtures = mixtureRanges(evidence);
  return mixtures.length > 0
    ? mixtures
    : baselineSummaries(baseline, "delta_angular").map(randomRange);
}

/** Everything that the axis has to reach. */
function heights(results: Results): number[] {
  const { mlp, evidence } = results;
  const bands = BANDED.flatMap((name) =>
    bootstrapRanges(evidence, { name, column: "delta_angular" }, degrees)
  );
  return [
    ...mlp.flatMap((row) => degreesOrNull(row.delta_angular) ?? []),
    ...[...shadedRanges(results), ...bands].map((range) => range.high),
  ];
}

/** Both forms of a value, for instance `23.8° (0.0853)`. */
function valueText(deltaAngular: number): string {
  return `${degreesText(deltaAngular)} (${significant(deltaAngular)})`;
}

/** The random directions of a layer from the smallest to the largest angle. */
function randomRange({ layer, smallest, largest }: BaselineSummary): LayerRange {
  return { layer, low: degrees(smallest), high: degrees(largest) };
}

/** The random role mixtures of each layer from their 5 % to their 95 % quantile. */
function mixtureRanges(evidence: Evidence | null): LayerRange[] {
  return mixtureQuantiles(evidence).flatMap(({ layer, q05, q95 }) =>
    q05 === null || q95 === null ? [] : [{ layer, low: degrees(q05), high: degrees(q95) }]
  );
}

function mixtureQuantiles(evidence: Evidence | null) {
  return (evidence?.quantiles ?? [])
    .filter((row) => row.baseline === "persona" && row.variant === "raw");
}

/** One line of the chart, named at its end. */
interface AngleLine {
  readonly name: string;
  readonly points: readonly Point[];
  readonly style: SeriesStyle;
  /** Whether it is of draws, which lie below the inputs. */
  readonly isDraws: boolean;
}

/** A line an input, PC1 first. */
function inputLines({ mlp }: Results): AngleLine[] {
  const names = [...new Set(mlp.map((row) => row.input_vector))];
  const styles = seriesStyles(names);
  return names.map((name) => ({
    // A given input may have a name of any length; the tip and the table have all of it.
    name: shortened(inputText(name), NAME_LENGTH),
    points: mlp.flatMap(({ layer, input_vector, delta_angular }) =>
      input_vector !== name || delta_angular === null ? [] : [{
        layer,
        value: degrees(delta_angular),
        title: `${inputText(name)}, layer ${layer}: ${valueText(delta_angular)}`,
      }]
    ),
    style: styles.get(name)!,
    isDraws: false,
  }));
}

/** The mean of the random directions, and the median of the random role mixtures. */
function drawLines({ baseline, evidence }: Results): AngleLine[] {
  return [
    {
      name: "random",
      points: baselineSummaries(baseline, "delta_angular").map(({ layer, mean, nRows }) => ({
        layer,
        value: degrees(mean),
        title: `mean of ${nRows} random inputs, layer ${layer}: ${valueText(mean)}`,
      })),
      style: BASELINE_STYLE,
      isDraws: true,
    },
    {
      name: "mixtures",
      points: mixtureQuantiles(evidence).flatMap(({ layer, n, q50 }) =>
        q50 === null ? [] : [{
          layer,
          value: degrees(q50),
          title: `median of ${n} random role mixtures, layer ${layer}: ${valueText(q50)}`,
        }]
      ),
      style: PERSONA_STYLE,
      isDraws: true,
    },
  ];
}
