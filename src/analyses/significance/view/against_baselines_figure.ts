/**
 * Figure: PC1 against all other directions at one layer.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { largerSignOfPeakInput } from "../../../results/larger_sign.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUTS } from "../../../results/peak_input.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { BASELINES, tellingVariants } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { type FigureView, legend, panels } from "../../../site/kit/figures.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { asFarColumns } from "../schema.ts";
import { againstBaselinesChart, largestAngle } from "./against_baselines_chart.ts";
import { quantileAngles } from "./quantile_columns.ts";

/** PC1 against all other directions at one layer, with and without its outlier dimensions side by side. */
export function againstBaselinesFigure(results: EvidentResults, layer: number): FigureView {
  const shown = tellingVariants(results.evidence, layer).filter(({ name }) => name !== "centred");
  const top = Math.max(...shown.map(({ name }) => largestAngle(results, layer, name)));
  return {
    id: "against-baselines",
    title: claimOf(results, layer, {
      claim: title(results, layer),
      plain: `Layer ${layer}: PC1 among other directions`,
    }),
    charts: panels(shown.map(({ name, label }) => ({
      title: label,
      draw: (width) => againstBaselinesChart(results, { layer, variant: name, top, width }),
    }))),
    legend: [
      ...legend(seriesStyles(PEAK_INPUTS)),
      { swatch: '<span class="dot role"></span>', label: "single role" },
      { swatch: '<span class="dot trait"></span>', label: "single trait" },
      { swatch: '<span class="dot draw"></span>', label: "random" },
    ],
    caption: "Angle between the outputs of base and instruct, a dot a direction; dashed is PC1.",
    reading: [
      `Angles are in degrees${shown.length > 1 ? "; both panels have the same axis" : ""}.`,
      "A dot is one direction, at the larger angle of its two signs. In each row short lines mark the median and the 95 % quantile;",
      "the dashed line is PC1, at the larger of its signs too. What lies to the right of it turns farther than PC1 does.",
    ],
    table: againstTable(results, layer),
  };
}

/** Against the draws that p-values are of, else against what there is. */
function title({ evidence }: EvidentResults, layer: number): string {
  const counts = evidence.as_far.filter((row) => row.layer === layer && row.variant === "raw");
  const known =
    ["persona", "isotropic", "roles"].flatMap((name) =>
      counts.find(({ baseline }) => baseline === name) ?? []
    )[0];
  if (known === undefined) return `Layer ${layer}: PC1 among other directions`;
  const { n, n_at_least, baseline } = known;
  const { label, one } = BASELINES.find(({ name }) => name === baseline)!;
  if (n === 1) return `Layer ${layer}: PC1 beside one ${one}`;
  return n_at_least === 0
    ? `Layer ${layer}: none of ${n} ${label} turns as far as the larger of PC1 and −PC1`
    : `Layer ${layer}: ${n_at_least} of ${n} ${label} ${
      n_at_least === 1 ? "turns" : "turn"
    } at least as far as the larger of PC1 and −PC1`;
}

function againstTable({ evidence }: EvidentResults, layer: number): TableView {
  const quantilesOf = index(evidence.quantiles, "layer", "baseline", "variant");
  const asFarOf = index(evidence.as_far, "layer", "baseline", "variant");
  const rowOf = index(evidence.robustness, "layer", "input_vector", "variant");
  const rows = tellingVariants(evidence, layer).flatMap(({ name: variant, label: coordinates }) =>
    BASELINES.flatMap(({ name: baseline, label }) => {
      const quantiles = quantilesOf({ layer, baseline, variant });
      return quantiles === undefined ? [] : [{
        coordinates,
        label,
        quantiles,
        own: largerSignOfPeakInput(rowOf, { layer, variant }),
        nAsFar: asFarOf({ layer, baseline, variant })?.n_at_least ?? null,
      }];
    })
  );
  return tableView(
    `Layer ${layer}: PC1 and the directions it is compared with, in degrees`,
    rows,
    [
      declared(asFarColumns.variant, (row) => row.coordinates),
      declared(asFarColumns.baseline, (row) => row.label),
      declared(asFarColumns.n, (row) => row.quantiles.n),
      ...quantileAngles((row: typeof rows[number]) => row.quantiles),
      { label: "PC1, larger sign, in °", digits: 3, value: (row) => degreesOrNull(row.own) },
      declared(asFarColumns.n_at_least, (row) => row.nAsFar),
    ],
  );
}
