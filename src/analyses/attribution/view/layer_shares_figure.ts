/**
 * Figure and table: which tensor carries the change at one layer.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { percent } from "../../../site/kit/numbers.ts";
import { leadingTensorAt, sharesOf } from "../../../results/leading_component.ts";
import { COMPONENT_WORDS } from "../../../text/parts.ts";
import { attributionColumns } from "../schema.ts";
import { layerSharesChart, ORDER_STYLES } from "./layer_shares_chart.ts";
import { COMPONENT_NAMES } from "./tensor_shares_chart.ts";
import type { AttributionRow, OutputVariant } from "../../../results.ts";
import {
  attributionVariants,
  type CausedResults,
  peakAttribution,
} from "../../../site/kit/cause_rows.ts";
import { valueDomain } from "../../../site/kit/charts/layer_lines.ts";
import { type FigureView, legend, panels } from "../../../site/kit/figures.ts";
import { inPercent } from "../../../site/kit/layer_column.ts";
import { type Column, declared, type TableView, tableView } from "../../../site/kit/tables.ts";

/** The columns of each variant. */
const SHARES = {
  raw: ["share", "first_in", "last_in"],
  trimmed: ["trimmed_share", "trimmed_first_in", "trimmed_last_in"],
} as const satisfies Record<OutputVariant, readonly (keyof AttributionRow)[]>;

/** Which tensor carries the change of PC1 at a layer, with and without the outlier dimensions; null where no share is known. */
export function layerSharesFigure(results: CausedResults, layer: number): FigureView | null {
  const variants = attributionVariants(results, [layer]);
  if (variants.length === 0) return null;
  const rows = peakAttribution(results.causes, layer);
  const domain = valueDomain([1, ...rows.flatMap(allShares)]);
  return {
    id: `tensors-${layer}`,
    title: claimOf(results, layer, {
      claim: title(results, layer),
      plain: `Layer ${layer}: which tensor carries the change`,
    }),
    charts: panels(variants.map(({ name, label }) => ({
      title: label,
      draw: (width) => layerSharesChart(rows, { layer, variant: name, domain, width }),
    }))),
    legend: legend(Object.entries(ORDER_STYLES)),
    caption: "Shapley share of each tensor in the change of PC1.",
    reading: [
      "Bars: the Shapley share of each tensor, measured along the change itself; the shares sum to 100 % and may be",
      "negative or larger. Triangles: the change when this tensor alone is the instruct model’s. Crosses: what it adds when all others are the instruct model’s already.",
      "Where triangle and cross are far apart, the tensors act together and a single share says little. A sentence names a tensor only beyond 50 % (dashed) and",
      "where its rank by triangle is its rank by cross.",
    ],
    table: attributionTable(results, layer),
  };
}

/** The tensor that may be named, or that none may. */
function title({ causes }: CausedResults, layer: number): string {
  const [leading, trimmed] = (["raw", "trimmed"] as const)
    .map((variant) => leadingTensorAt(causes, layer, variant));
  const share = sharesOf(peakAttribution(causes, layer), "raw")
    .find(({ component }) => component === leading?.component)?.share ?? null;
  return leading === undefined || leading.component === null || share === null
    ? `Layer ${layer}: no tensor can be named as carrying the change`
    : `Layer ${layer}: ${COMPONENT_WORDS[leading.component]} carries ${
      percent(share)
    } of the change${
      // What one panel alone shows is said to be of that one.
      trimmed === undefined || trimmed.component === leading.component
        ? ""
        : ", on all coordinates only"}`;
}

function allShares(row: AttributionRow): number[] {
  return [...SHARES.raw, ...SHARES.trimmed].flatMap((key) => row[key] ?? []);
}

/** The shares of every tensor at a layer in percent, for PC1. */
export function attributionTable(results: CausedResults, layer: number): TableView {
  return tableView(
    `Layer ${layer}: shares of the change of PC1 by tensor, in percent`,
    peakAttribution(results.causes, layer),
    [
      declared(attributionColumns.component, (row) => COMPONENT_NAMES[row.component]),
      ...attributionVariants(results, [layer]).flatMap(({ name }) =>
        SHARES[name].map((key): Column<AttributionRow> =>
          declared(attributionColumns[key], (row) => inPercent(row[key]), { digits: 4 })
        )
      ),
    ],
  );
}
