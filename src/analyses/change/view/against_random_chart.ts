/**
 * Chart: one layer's input vectors beside its random directions and random role mixtures.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degreesOrNull } from "../../../math/angle.ts";
import type { BaselineRow, MlpRow, Results } from "../../../results.ts";
import { degreesText, significant, UNKNOWN } from "../../../site/kit/numbers.ts";
import { valueScale } from "../../../site/kit/charts/axes.ts";
import { textWidth } from "../../../site/kit/charts/labels.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { shortened } from "../../../site/kit/names.ts";
import { inputText } from "../../../text/input_text.ts";

/** The baselines whose draws have a row of their own, the band behind all rows being the range of the last that was run. */
const DRAWN = [
  { baseline: "isotropic", name: "random" },
  { baseline: "persona", name: "mixtures" },
] as const;
/** Characters of a name beside its row, enough for that of the assistant axis reversed, and pixels beside it. */
const NAME_LENGTH = 15;
const NAME_GAP = 12;
const LEAST_MARGIN = 64;
const ROW_HEIGHT = 30;

/** What this chart can show of a row. */
const MEASURES = {
  angle: {
    label: "angle in °",
    of: (row: MlpRow | BaselineRow) => degreesOrNull(row.delta_angular),
    text: (row: MlpRow) =>
      row.delta_angular === null
        ? UNKNOWN
        : `${degreesText(row.delta_angular)} (${significant(row.delta_angular)})`,
  },
  delta_norm: {
    label: "|y instruct − y base|",
    of: (row: MlpRow | BaselineRow) => row.delta_norm,
    text: (row: MlpRow) => significant(row.delta_norm),
  },
} as const;

/** One measure at one layer: a marker per input vector, a tick per draw, and the range of draws behind all rows. */
export function againstRandomChart(
  { mlp, baseline }: Results,
  { layer, measure, width }: { layer: number; measure: keyof typeof MEASURES; width: number },
): string {
  const { label, of, text } = MEASURES[measure];
  // What is unknown, as an angle to an output of no length, has no mark.
  const points = mlp.filter((row) => row.layer === layer).flatMap((row) => {
    const value = of(row);
    return value === null
      ? []
      : [{ name: row.input_vector, value, title: `${inputText(row.input_vector)}: ${text(row)}` }];
  });
  const ofLayer = baseline.filter((row) => row.layer === layer);
  const draws = DRAWN.map(({ baseline: drawn, name }) => ({
    name,
    ticks: ofLayer.filter((row) => row.baseline === drawn).flatMap((row) => {
      const value = of(row);
      return value === null ? [] : [{ name, value }];
    }),
  })).filter(({ ticks }) => ticks.length > 0);
  const names = points.map((point) => point.name);
  const styles = seriesStyles(names);
  const nameText = (name: string) => shortened(inputText(name), NAME_LENGTH);
  const ticks = draws.flatMap((row) => row.ticks);
  const range = draws.at(-1)?.ticks.map((tick) => tick.value) ?? [];
  return renderSvg({
    className: `chart-against-random-${measure.replace("_", "-")}`,
    label: `${
      measure === "angle" ? "Angle" : "Delta norm"
    } of every input vector at layer ${layer}`,
    description: `${names.length} input vectors and ${ticks.length} random inputs; ` +
      `the numbers are in the tables of this page.`,
    width,
  }, {
    height: 48 + ROW_HEIGHT * (names.length + draws.length),
    marginLeft: Math.max(
      LEAST_MARGIN,
      ...names.map((name) => NAME_GAP + textWidth(nameText(name))),
    ),
    marginRight: 16,
    marginTop: 6,
    marginBottom: 42,
    x: {
      ...valueScale(
        [...points.map((point) => point.value), ...ticks.map((tick) => tick.value)],
        label,
      ),
      ticks: 4,
      labelAnchor: "right",
    },
    y: {
      domain: [...names, ...draws.map((row) => row.name)],
      type: "band",
      label: null,
      tickFormat: nameText,
    },
    marks: [
      ...draws.length === 0 ? [] : [
        Plot.rect([{ x1: Math.min(...range), x2: Math.max(...range) }], {
          x1: "x1",
          x2: "x2",
          fill: "var(--band)",
        }),
        // Without names: what hundreds of them are, the axis says.
        Plot.tickX(ticks, {
          x: "value",
          y: "name",
          stroke: "var(--ink-soft)",
          strokeOpacity: 0.55,
          inset: 6,
        }),
      ],
      Plot.ruleX([0]),
      ...points.flatMap((point) => {
        const { stroke, fill, symbol } = styles.get(point.name)!;
        const look = { stroke, fill, symbol, r: 5, strokeWidth: 1.5 };
        return [
          Plot.ruleY([point], { y: "name", x1: 0, x2: "value", stroke, strokeOpacity: 0.45 }),
          Plot.dot([point], { x: "value", y: "name", title: "title", ...look }),
        ];
      }),
    ],
  });
}
