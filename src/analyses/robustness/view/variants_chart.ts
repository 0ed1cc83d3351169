/**
 * Chart: angle of PC1 by layer on all coordinates, with the outlier dimensions removed, and with the mean direction removed.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Evidence, Variant } from "../../../results.ts";
import { VARIANT_STYLES } from "../../../site/kit/charts/variant_styles.ts";
import { tellingVariants } from "../../../site/kit/comparison_names.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { layerScale, ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import { seriesMarks } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { HALO } from "../../../site/kit/charts/labels.ts";

/** Pixels of a line of labels above the plot. */
const LABEL_LINE = 17;

/** The peak of one or more variants at one layer. */
interface Peak {
  layer: number;
  /** Each variant that peaks here with its angle, from above: a line each, under one that names the layer. */
  variants: string[];
  /** Lines of other peaks between these and the plot. */
  below: number;
  /** Angles of the variants that peak here. */
  angles: number[];
}

/** The angle of PC1 by layer in each variant; each peak is ringed and named in lines above the plot. */
export function variantsChart(evidence: Evidence, width: number): string {
  const series = tellingVariants(evidence).map(({ name, label }) => ({
    name,
    label,
    points: evidence.robustness.flatMap((row) =>
      row.input_vector !== PEAK_INPUT || row.variant !== name || row.delta_angular === null
        ? []
        : [{
          layer: row.layer,
          value: degrees(row.delta_angular),
          title: `${label}, layer ${row.layer}: ${significant(degrees(row.delta_angular), 3)}°`,
        }]
    ),
  }));
  const peaks = peaksByLayer(evidence, series);
  const layers = series[0]!.points.map((point) => point.layer);
  const y = valueScale(series.flatMap(({ points }) => points.map((point) => point.value)), "angle");
  const top = y.domain[1];
  const nLines = peaks.reduce((sum, { variants }) => sum + 1 + variants.length, 0);
  return renderSvg({
    className: "chart-variants",
    label: `Angle of PC1 by layer: ${series.map(({ label }) => label).join(", ")}`,
    description: peaks.length === 0
      ? "Every value is zero."
      : `Peaks: ${
        peaks.map(({ layer, variants }) => `layer ${layer}: ${variants.join(", ")}`).join("; ")
      }.`,
    width,
  }, {
    height: 320 + LABEL_LINE * nLines,
    marginLeft: 52,
    marginRight: 20,
    marginTop: 24 + LABEL_LINE * nLines,
    marginBottom: 42,
    x: layerScale(layers, width),
    y: { ...ruledAxis(y, { unit: "°" }), labelOffset: 40 },
    marks: [
      Plot.ruleY([0]),
      // All rules before all texts, so that a rule never crosses the text of another peak.
      ...peaks.map((peak) => peakRule(peak, top)),
      ...peaks.flatMap((peak) => peakTexts(peak, { top, layers })),
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
  series: readonly {
    name: Variant;
    label: string;
    points: { layer: number; value: number }[];
  }[],
): Peak[] {
  const peakOf = index(peaks, "input_vector", "variant");
  const found = series.flatMap(({ name, label, points }) => {
    const layer = peakOf({ input_vector: PEAK_INPUT, variant: name })?.angular_layer;
    const point = points.find((it) => it.layer === layer);
    return point === undefined ? [] : [{ label, ...point }];
  });
  let nLines = 0;
  return [...Map.groupBy(found, (it) => it.layer)].map(([layer, those]) => {
    const below = nLines;
    nLines += 1 + those.length;
    return {
      layer,
      below,
      angles: those.map((it) => it.value),
      variants: those.map(({ label, value }) => `${label} ${significant(value, 3)}°`),
    };
  });
}

/** A thin rule from the ring up to the peak's lowest line of text. */
function peakRule({ layer, angles, below }: Peak, top: number): Plot.Markish {
  return Plot.ruleX([layer], {
    y1: Math.max(...angles),
    y2: top,
    stroke: "var(--ink-soft)",
    insetTop: -9, // starts above the ring
    insetBottom: LABEL_LINE * below + 4, // ends under the text
  });
}

/** The peak's texts in lines of their own above the plot: texts then never meet. */
function peakTexts(
  { layer, variants, below }: Peak,
  { top, layers }: { top: number; layers: readonly number[] },
): Plot.Markish[] {
  const first = layers[0] ?? layer;
  const share = (layer - first) / Math.max(1, (layers.at(-1) ?? first) - first);
  // A line is as long as a narrow chart is wide from a fifth of it on.
  const [anchor, dx] = layers.length === 1 || share > 0.2 && share < 0.8
    ? ["middle", 0] as const
    : share < 0.5
    ? ["start", -4] as const
    : ["end", 4] as const;
  return [`layer ${layer}`, ...variants].toReversed().map((text, line) =>
    Plot.text([{ layer, text }], {
      x: "layer",
      y: top,
      text: "text",
      dy: -LABEL_LINE * (below + line) - 12,
      dx,
      textAnchor: anchor,
      ...HALO,
    })
  );
}
