/**
 * Chart: angle of PC1 by layer with all coordinates, without the outliers, and without the component along the mean state.
 *
 * @module
 */

import { VARIANT_STYLES } from "../../../site/kit/charts/variant_styles.ts";
import * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Evidence, Variant } from "../../../results.ts";
import { VARIANTS } from "../../../site/kit/evidence_rows.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { layerScale, valueScale } from "../../../site/kit/charts/axes.ts";
import { seriesMarks } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

/** Pixels of a line of labels above the plot. */
const LABEL_LINE = 17;

/** The peak of one or more variants at one layer. */
interface Peak {
  layer: number;
  text: string;
  /** Angles of the variants that peak here. */
  angles: number[];
}

/** The angle of PC1 by layer in each variant; each peak is ringed and named in a line above the plot. */
export function variantsChart(evidence: Evidence, width: number): string {
  const series = VARIANTS.map(({ name }) => ({
    name,
    points: evidence.robustness.flatMap((row) =>
      row.input_vector !== PEAK_INPUT || row.variant !== name || row.delta_angular === null
        ? []
        : [{
          layer: row.layer,
          value: degrees(row.delta_angular),
          title: `${name}, layer ${row.layer}: ${significant(degrees(row.delta_angular), 3)}°`,
        }]
    ),
  }));
  const peaks = peaksByLayer(evidence, series);
  const layers = series[0]!.points.map((point) => point.layer);
  const y = valueScale(series.flatMap(({ points }) => points.map((point) => point.value)), "angle");
  const top = y.domain[1];
  return renderSvg({
    className: "chart-variants",
    label: "Angle of PC1 by layer: raw, trimmed and centred",
    description: peaks.length === 0
      ? "Every value is zero."
      : `Peaks: ${peaks.map((peak) => peak.text).join("; ")}.`,
    width,
  }, {
    height: 320 + LABEL_LINE * peaks.length,
    marginLeft: 52,
    marginRight: 20,
    marginTop: 24 + LABEL_LINE * peaks.length,
    marginBottom: 42,
    x: layerScale(layers, width),
    y: {
      ...y,
      tickFormat: (angle: number) => `${y.tickFormat(angle)}°`,
      labelOffset: 40,
      grid: true,
      ticks: 5,
    },
    marks: [
      Plot.ruleY([0]),
      // All rules before all texts, so that a rule never crosses the text of another peak.
      ...peaks.map((peak, line) => peakRule(peak, { top, line })),
      ...peaks.map((peak, line) => peakText(peak, { top, line, layers })),
      ...series.toReversed().flatMap(({ name, points }) =>
        seriesMarks(points, VARIANT_STYLES[name])
      ),
      ...peaks.map((peak) =>
        Plot.dot(peak.angles.map((value) => ({ layer: peak.layer, value })), {
          x: "layer",
          y: "value",
          r: 9,
          stroke: "var(--ink)",
          strokeWidth: 1.5,
        })
      ),
    ],
  });
}

function peaksByLayer(
  { peaks }: Evidence,
  series: readonly { name: Variant; points: { layer: number; value: number }[] }[],
): Peak[] {
  const found = series.flatMap(({ name, points }) => {
    const layer = peaks.find((peak) => peak.input_vector === PEAK_INPUT && peak.variant === name)
      ?.angular_layer;
    const point = points.find((it) => it.layer === layer);
    return point === undefined ? [] : [{ name, ...point }];
  });
  return [...Map.groupBy(found, (it) => it.layer)].map(([layer, those]) => ({
    layer,
    angles: those.map((it) => it.value),
    text: `layer ${layer}: ${
      those.map(({ name, value }) => `${name} ${significant(value, 3)}°`).join(", ")
    }`,
  }));
}

/** A thin rule from the ring up to the peak's line of text. */
function peakRule(peak: Peak, { top, line }: { top: number; line: number }): Plot.Markish {
  return Plot.ruleX([peak.layer], {
    y1: Math.max(...peak.angles),
    y2: top,
    stroke: "var(--ink-soft)",
    insetTop: -9, // starts above the ring
    insetBottom: LABEL_LINE * line + 4, // ends under the text
  });
}

/** The peak's text in a line of its own above the plot: texts then never meet. */
function peakText(
  peak: Peak,
  { top, line, layers }: { top: number; line: number; layers: readonly number[] },
): Plot.Markish {
  const first = layers[0] ?? peak.layer;
  const share = (peak.layer - first) / Math.max(1, (layers.at(-1) ?? first) - first);
  return Plot.text([peak], {
    x: "layer",
    y: top,
    text: "text",
    dy: -LABEL_LINE * line - 12,
    dx: layers.length === 1 ? 0 : share < 0.5 ? -4 : 4,
    textAnchor: layers.length === 1 ? "middle" : share < 0.5 ? "start" : "end",
    fill: "var(--ink)",
    fontWeight: 600,
    stroke: "var(--paper)",
    strokeWidth: 4,
  });
}
