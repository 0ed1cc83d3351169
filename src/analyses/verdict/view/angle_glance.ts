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
import { LAYER_INSET, ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import { bandMarks, mixtureRanges, PERSONA_BAND } from "../../../site/kit/charts/bands.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { HALO, textWidth } from "../../../site/kit/charts/labels.ts";
import { liftOver, type PixelLine, textLines } from "../../../site/kit/charts/over_lines.ts";
import { GLANCE_HEIGHT, GLANCE_MARGIN, type GlanceLine, glanceMarks } from "./glance_lines.ts";

const MARGIN_LEFT = 34;
/** Between the plot and the names of lines on its right, with what a label of narrow letters takes less than it is counted for. */
const NAMES_GAP = 20;

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
  const band = mixtureRanges(evidence);
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
    y: ruledAxis(y, { ticks: 4 }),
    marks: [
      ...bandMarks(band, PERSONA_BAND),
      ...glanceMarks(lines, "°"),
      Plot.dot(noted, { x: "layer", y: "value", r: 4, fill: "var(--series-1)" }),
      ...peakLabels(noted, {
        layers,
        plot: frame.plot,
        top: y.domain[1],
        // Those that are hidden at first are in nobody's way.
        lines: [
          ...lines.flatMap(({ points, className }) => className === undefined ? [points] : []),
          ...(["low", "high"] as const).map((edge) =>
            band.map((range) => ({ layer: range.layer, value: range[edge] }))
          ),
        ],
      }),
      ...frame.names(lines, y.domain),
    ],
  });
}

type Point = GlanceLine["points"][number];

/** The layer and angle of one or two points above them, and above a line that would run through the text. */
function peakLabels(
  noted: readonly Point[],
  { layers, plot: { width, height }, top, lines }: {
    layers: readonly number[];
    plot: { width: number; height: number };
    /** The upper end of the scale. */
    top: number;
    /** What is drawn. */
    lines: readonly (readonly Point[])[];
  },
): Plot.Markish[] {
  const first = layers[0]!;
  const span = layers.at(-1)! - first;
  const xOf = (layer: number) => LAYER_INSET + (layer - first) / span * (width - 2 * LAYER_INSET);
  const yOf = (value: number) => value / top * height;
  const inTheWay: PixelLine[] = lines.map((line) =>
    line.map(({ layer, value }) => ({ x: xOf(layer), y: yOf(value) }))
  );
  const labels = noted.toSorted((a, b) => a.layer - b.layer).map((point) => {
    const text = `layer ${point.layer}: ${significant(point.value, 2)}°`;
    const x = xOf(point.layer);
    const room = textWidth(text);
    return { ...point, text, x, room, ...within({ x, room, width }) };
  });
  const isCrowded = labels.length === 2 && labels[1]!.left < labels[0]!.left + labels[0]!.room;
  return labels.map((label, i) => {
    const { x, room, textAnchor, left } = label;
    const y = yOf(label.value);
    const over = ({ textAnchor, dx, left }: Place) => {
      const at = { left, right: left + room, y };
      const lift = liftOver(inTheWay, { ...at, ceiling: height + GLANCE_MARGIN.top });
      // One that finds no place above its point stands below it rather than on the other.
      if (lift === null && isCrowded) return { textAnchor, dx, dy: 16 };
      inTheWay.push(...textLines({ ...at, y: y + (lift ?? 0) }));
      return { textAnchor, dx, dy: -10 - (lift ?? 0) };
    };
    // Two that would meet stand to either side of their points, where there is room.
    const isLeft = i === 0;
    const hasRoom = isCrowded &&
      (isLeft ? x + MARGIN_LEFT >= room : x + room <= width + NAMES_GAP);
    const place = span === 0
      // Of a single layer the names of the lines stand on the right.
      ? { textAnchor: "end", dx: -10, dy: 0 } as const
      : !hasRoom
      ? over({ textAnchor, dx: 0, left })
      : isLeft
      ? over({ textAnchor: "end", dx: 6, left: x + 6 - room })
      : over({ textAnchor: "start", dx: -6, left: x - 6 });
    return Plot.text([label], { x: "layer", y: "value", text: "text", ...place, ...HALO });
  });
}

/** Where a text stands across, and its left end in pixels. */
interface Place {
  readonly textAnchor: "start" | "middle" | "end";
  readonly dx: number;
  readonly left: number;
}

/** Where a text stays within the plot, and its left end there: names of lines stand on the right of it, ticks on the left. */
function within({ x, room, width }: { x: number; room: number; width: number }) {
  if (x + room / 2 > width + NAMES_GAP) return { textAnchor: "end", left: x - room } as const;
  return x + MARGIN_LEFT < room / 2
    ? { textAnchor: "start", left: x } as const
    : { textAnchor: "middle", left: x - room / 2 } as const;
}
