/**
 * Chart: the angle of PC1 by layer at a glance, with and without the outlier dimensions, over what role mixtures give.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { layerScale, valueScale } from "../../../site/kit/charts/axes.ts";
import { bandMarks, PERSONA_BAND } from "../../../site/kit/charts/bands.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { endLabels, GLANCE_FRAME, type GlanceLine, glanceMarks } from "./glance_lines.ts";
import { inputText } from "../../../text/input_text.ts";

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
  const trimmed = (evidence?.robustness ?? []).flatMap((row) =>
    row.input_vector !== PEAK_INPUT || row.variant !== "trimmed" || row.delta_angular === null
      ? []
      : [{ layer: row.layer, value: degrees(row.delta_angular) }]
  );
  const band = (evidence?.quantiles ?? []).flatMap(({ baseline, variant, layer, q05, q95 }) =>
    baseline !== "persona" || variant !== "raw" || q05 === null || q95 === null
      ? []
      : [{ layer, low: degrees(q05), high: degrees(q95) }]
  );
  const own = points(PEAK_INPUT);
  const lines: GlanceLine[] = [
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
  const noted = own.filter((point) => point.layer === layer || point === peak);
  const values = [
    ...lines.flatMap(({ points }) => points),
    ...band.map(({ high }) => ({ value: high })),
  ];
  return renderSvg({
    className: "chart-angle-glance",
    label: `Angle of ${PEAK_INPUT} by layer`,
    description: noted.map((point) => `Layer ${point.layer}: ${point.value.toFixed(1)}°.`)
      .join(" "),
    width,
  }, {
    ...GLANCE_FRAME,
    marginLeft: 34,
    x: layerScale(layers, width - GLANCE_FRAME.marginRight),
    y: { ...valueScale(values.map(({ value }) => value), "angle in °"), ticks: 4, grid: true },
    marks: [
      ...bandMarks(band, PERSONA_BAND),
      ...glanceMarks(lines, "°"),
      Plot.dot(noted, { x: "layer", y: "value", r: 4, fill: "var(--series-1)" }),
      Plot.text(noted, {
        x: "layer",
        y: "value",
        text: (point) => `layer ${point.layer}: ${significant(point.value, 2)}°`,
        dy: -10,
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 4,
        fontWeight: 600,
      }),
      ...endLabels(lines),
    ],
  });
}
