/**
 * Figure: PC1 against all other directions at one layer.
 *
 * @module
 */

import { againstBaselinesChart, largestAngle } from "./against_baselines_chart.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import {
  BASELINES,
  directionTurns,
  type EvidentResults,
  peakStatistic,
  quantileRow,
  VARIANTS,
} from "../../../site/kit/evidence_rows.ts";
import { type FigureView, legend, panels } from "../../../site/kit/figures.ts";
import { tableView } from "../../../site/kit/tables.ts";

/** PC1 against all other directions at one layer, raw and trimmed side by side. */
export function againstBaselinesFigure(results: EvidentResults, layer: number): FigureView {
  const shown = VARIANTS.filter(({ name }) => name !== "centred");
  const top = Math.max(...shown.map(({ name }) => largestAngle(results, layer, name)));
  const { evidence, baseline } = results;
  const rows = VARIANTS.flatMap(({ name: variant }) =>
    BASELINES.map(({ name, label }) => ({ variant, baseline: name, label }))
      .filter((row) => quantileRow(evidence, { layer, ...row }) !== undefined)
  );
  return {
    id: "against-baselines",
    title: `PC1 against other directions at layer ${layer}`,
    charts: panels(shown.map(({ name, counts }) => ({
      title: `${name}: ${counts}`,
      draw: (width) => againstBaselinesChart(results, { layer, variant: name, top, width }),
    }))),
    legend: [
      ...legend(seriesStyles([PEAK_INPUT, `-${PEAK_INPUT}`])),
      { swatch: '<span class="dot role"></span>', label: "single role" },
      { swatch: '<span class="dot trait"></span>', label: "single trait" },
      { swatch: '<span class="dot draw"></span>', label: "draw" },
    ],
    caption: [
      "Angle between the outputs of base and instruct, in degrees; both panels have the same axis.",
      "A dot is one direction, at the larger angle of its two signs. In each row short lines mark the median and the 95 % quantile;",
      "the dashed line is PC1, at the larger of its signs too. What lies to the right of it turns farther than PC1 does.",
    ],
    table: tableView(
      `Layer ${layer}: PC1 and the directions it is compared with, in degrees`,
      rows,
      [
        { label: "variant", value: (row) => row.variant },
        { label: "compared with", value: (row) => row.label },
        { label: "n", value: (row) => quantileRow(evidence, { layer, ...row })?.n ?? null },
        ...([["5 %", "q05"], ["50 %", "q50"], ["95 %", "q95"]] as const).map(([label, key]) => ({
          label,
          digits: 3,
          value: (row: typeof rows[number]) =>
            degreesOrNull(quantileRow(evidence, { layer, ...row })?.[key]),
        })),
        {
          label: "PC1, larger sign",
          digits: 3,
          value: (row) => peakStatistic(evidence, layer, row.variant),
        },
        {
          label: "at least as far",
          value: ({ variant, baseline: name }) => {
            const own = peakStatistic(evidence, layer, variant);
            const turns = directionTurns(baseline, { layer, baseline: name, variant });
            return own === null
              ? null
              : turns.filter(({ turn }) => degreesOrNull(turn)! >= own).length;
          },
        },
      ],
    ),
  };
}
