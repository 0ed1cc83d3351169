/**
 * Chart: how far roles and traits turn the output at each layer, beside PC1.
 *
 * @module
 */

import { lineFrame } from "../../../site/kit/charts/line_frame.ts";
import * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Results, Sweep } from "../../../results.ts";
import { degreesText } from "../../../site/kit/numbers.ts";
import { ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import { bandMarks, ISOTROPIC_BAND } from "../../../site/kit/charts/bands.ts";
import { seriesMarks, type SeriesStyle, seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { VECTOR_KINDS } from "../../../results/values.ts";

/** Roles and traits as they look here; their range is drawn behind. */
const SWEEP_STYLES: ReadonlyMap<string, SeriesStyle> = new Map([
  ["roles, mean", style("var(--role)", "square", "")],
  ["traits, mean", style("var(--trait)", "triangle", "5 3")],
]);

function style(stroke: string, symbol: SeriesStyle["symbol"], dash: string): SeriesStyle {
  return { stroke, fill: stroke, symbol, dash, strokeWidth: 1.5, radius: 4 };
}

const HEIGHT = 300;

/** Mean angle of each kind by layer with PC1 over them, and from the smallest to the largest of all. */
export function sweepLayersChart(
  { mlp }: Pick<Results, "mlp">,
  { layers: rows }: Pick<Sweep, "layers">,
  width: number,
): string {
  const pc1 = mlp.flatMap(({ layer, input_vector, delta_angular }) =>
    input_vector !== PEAK_INPUT || delta_angular === null ? [] : [{
      layer,
      value: degrees(delta_angular),
      title: `${PEAK_INPUT}, layer ${layer}: ${degreesText(delta_angular)}`,
    }]
  );
  const kinds = VECTOR_KINDS.map((kind) => ({
    kind,
    name: `${kind}s, mean`,
    points: rows.filter((row) => row.kind === kind && row.delta_angular_mean !== null)
      .map((row) => ({
        layer: row.layer,
        value: degrees(row.delta_angular_mean!),
        title: `mean of ${row.n} ${kind}s, layer ${row.layer}: ${
          degreesText(row.delta_angular_mean!)
        }`,
      })),
  }));
  const layers = pc1.map(({ layer }) => layer);
  const ranges = layers.flatMap((layer) => {
    const here = rows.filter((row) => row.layer === layer);
    const lows = here.flatMap((row) => row.delta_angular_min ?? []);
    const highs = here.flatMap((row) => row.delta_angular_max ?? []);
    return lows.length === 0 ? [] : [{
      layer,
      low: degrees(Math.min(...lows)),
      high: degrees(Math.max(...highs)),
    }];
  });
  const values = [...pc1.map(({ value }) => value), ...ranges.map(({ high }) => high)];
  const y = valueScale(values, "angle in degrees");
  const pc1Style = seriesStyles([PEAK_INPUT]).get(PEAK_INPUT)!;
  const frame = lineFrame(layers, { width, height: HEIGHT });
  return renderSvg({
    className: "chart-sweep-layers",
    label: "Angle of roles and traits by layer, beside PC1",
    description: `${layers.length} layers; the numbers are in the table below.`,
    width,
  }, {
    ...frame.options,
    y: ruledAxis(y),
    marks: [
      ...bandMarks(ranges, ISOTROPIC_BAND),
      Plot.ruleY([0]),
      ...kinds.flatMap(({ name, points }) => seriesMarks(points, SWEEP_STYLES.get(name)!)),
      ...seriesMarks(pc1, pc1Style),
      ...frame.names([
        ...kinds.map(({ kind, name, points }) => ({
          name: `${kind}s`,
          points,
          stroke: SWEEP_STYLES.get(name)!.stroke,
        })),
        { name: PEAK_INPUT, points: pc1, stroke: pc1Style.stroke },
      ], y.domain),
    ],
  });
}
