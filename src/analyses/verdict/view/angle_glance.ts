/**
 * Chart: the angle of PC1 by layer at a glance, with and without the outlier dimensions, over what role mixtures give.
 *
 * @module
 */

import { hasOutliers } from "../../../results/outlier_layers.ts";
import { lineFrame } from "../../../site/kit/charts/line_frame.ts";
import { isComponent } from "../../../results/input_names.ts";
import { inputText } from "../../../text/input_text.ts";
import * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { valueScale } from "../../../site/kit/charts/axes.ts";
import { bandMarks, PERSONA_BAND } from "../../../site/kit/charts/bands.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { HALO, textWidth } from "../../../site/kit/charts/labels.ts";
import { GLANCE_HEIGHT, GLANCE_MARGIN, type GlanceLine, glanceMarks } from "./glance_lines.ts";

const MARGIN_LEFT = 34;

/** Class of the lines of PC2 and on, which the style sheet hides until they are asked for. */
const OTHER_COMPONENTS = "other-components";

/** The components that were run, PC1 first. */
export function components({ mlp }: Pick<Results, "mlp">): string[] {
  const names = mlp.map(({ input_vector }) => input_vector);
  return [...new Set(names)].filter((name) => isComponent(name) && !name.startsWith("-"));
}

/** The chart at a width. */
export function angleGlance(results: Results, width: number): string {
  const { mlp, evidence } = results;
  const layers = analysedLayers(results);
  const layer = evidence?.verdict?.layer ?? null;
  const points = (name: string) =>
    mlp.flatMap((row) =>
      row.input_vector !== name || row.delta_angular === null
        ? []
        : [{ layer: row.layer, value: degrees(row.delta_angular) }]
    );
  const isTrimmed = evidence !== null && hasOutliers(evidence);
  const trimmed = (evidence?.robustness ?? []).flatMap((row) =>
    !isTrimmed || row.input_vector !== PEAK_INPUT || row.variant !== "trimmed" ||
      row.delta_angular === null
      ? []
      : [{ layer: row.layer, value: degrees(row.delta_angular) }]
  );
  const band = (evidence?.quantiles ?? []).flatMap(({ baseline, variant, layer, q05, q95 }) =>
    baseline !== "persona" || variant !== "raw" || q05 === null || q95 === null
      ? []
      : [{ layer, low: degrees(q05), high: degrees(q95) }]
  );
  const own = points(PEAK_INPUT);
  const others = components(results).filter((name) => name !== PEAK_INPUT);
  const styles = seriesStyles([PEAK_INPUT, ...others]);
  const lines: GlanceLine[] = [
    ...others.map((name) => ({
      name,
      points: points(name),
      strokeWidth: 1.5,
      dash: "",
      stroke: styles.get(name)!.stroke,
      className: OTHER_COMPONENTS,
    })),
    {
      name: inputText(`-${PEAK_INPUT}`),
      points: points(`-${PEAK_INPUT}`),
      strokeWidth: 1,
      dash: "",
    },
    { name: PEAK_INPUT, points: own, strokeWidth: 3, dash: "" },
    { name: "no outliers", points: trimmed, strokeWidth: 1.5, dash: "4 3", stroke: "var(--ink)" },
  ].filter(({ points }) => points.length > 0);
  const peak = own.toSorted((a, b) => b.value - a.value || a.layer - b.layer)[0];
  const noted = own.filter((point) => point.value > 0 && (point.layer === layer || point === peak));
  const values = [
    ...lines.flatMap(({ points }) => points),
    ...band.map(({ high }) => ({ value: high })),
  ];
  const frame = lineFrame(layers, {
    width,
    height: GLANCE_HEIGHT,
    margin: { ...GLANCE_MARGIN, left: MARGIN_LEFT },
  });
  const y = valueScale(values.map(({ value }) => value), "angle in °");
  return renderSvg({
    className: "chart-angle-glance",
    label: `Angle of ${PEAK_INPUT} by layer`,
    description: noted.length === 0
      ? "It turns at no layer."
      : noted.map((point) => `Layer ${point.layer}: ${point.value.toFixed(1)}°.`).join(" "),
    width,
  }, {
    ...frame.options,
    y: { ...y, ticks: 4, grid: true },
    marks: [
      ...bandMarks(band, PERSONA_BAND),
      ...glanceMarks(lines, "°"),
      Plot.dot(noted, { x: "layer", y: "value", r: 4, fill: "var(--series-1)" }),
      ...peakLabels(noted, (layers.at(-1)! - layers[0]!) / frame.plot.width),
      ...frame.names(lines, y.domain),
    ],
  });
}

/** The layer and angle of one or two points above them; two that would meet stand to either side. */
function peakLabels(
  noted: readonly { layer: number; value: number }[],
  layersPerPixel: number,
): Plot.Markish[] {
  const labels = noted.toSorted((a, b) => a.layer - b.layer).map((point) => ({
    ...point,
    text: `layer ${point.layer}: ${significant(point.value, 2)}°`,
  }));
  const [first, second] = labels;
  const isAlone = layersPerPixel === 0;
  const isCrowded = first !== undefined && second !== undefined &&
    second.layer - first.layer < textWidth(first.text) * layersPerPixel;
  return labels.map((label, i) =>
    Plot.text([label], {
      x: "layer",
      y: "value",
      text: "text",
      // Of a single layer the names of the lines stand on the right.
      dx: isAlone ? -10 : isCrowded ? (i === 0 ? 6 : -6) : 0,
      dy: isAlone ? 0 : -10,
      textAnchor: isAlone ? "end" : isCrowded ? (i === 0 ? "end" : "start") : "middle",
      ...HALO,
    })
  );
}
