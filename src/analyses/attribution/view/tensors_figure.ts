/**
 * Figure: which tensor carries the change, by layer.
 *
 * @module
 */

import { isWithinNoise } from "../../../results/spoken.ts";
import { leadingComponent, sharesOf } from "../../../results/leading_component.ts";
import { COMPONENT_WORDS } from "../../../text/parts.ts";
import { attributionColumns } from "../schema.ts";
import { COMPONENT_NAMES, shareOf, tensorSharesChart } from "./tensor_shares_chart.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { COMPONENTS } from "../../../results/values.ts";
import {
  attributionVariants,
  type CausedResults,
  peakAttribution,
} from "../../../site/kit/cause_rows.ts";
import { valueDomain } from "../../../site/kit/charts/layer_lines.ts";
import { type FigureView, panels } from "../../../site/kit/figures.ts";
import { inPercent, layerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { type Column, declared, tableView } from "../../../site/kit/tables.ts";

/** At how many layers a tensor may be named as what carries the change; layers within rounding noise are none of them. */
function title(results: CausedResults, layers: readonly number[]): string {
  const spoken = layers.filter((layer) => !isWithinNoise(results, layer));
  if (spoken.length === 0) return "Which tensor carries the change, by layer";
  const named = spoken.flatMap((layer) => {
    const shares = sharesOf(peakAttribution(results.causes, layer), "raw");
    const leading = leadingComponent(shares);
    return leading === null ? [] : [{ layer, component: leading.component }];
  });
  const [most] = [...Map.groupBy(named, ({ component }) => component)]
    .toSorted(([, a], [, b]) => b.length - a.length);
  if (most === undefined) return "At no layer can one tensor be named as carrying the change";
  const [component, at] = most;
  const areAllClear = spoken.length === layers.length;
  const where = spoken.length === 1
    ? `layer ${spoken[0]}${areAllClear ? "" : ", the only one clear of the noise,"}`
    : `${at.length === 1 ? `layer ${at[0]!.layer} alone` : at.length} of ${spoken.length} layers${
      areAllClear ? "" : " clear of the noise"
    }`;
  return `At ${where} ${COMPONENT_WORDS[component]} can be named as carrying the change`;
}

/** Shares of the tensors by layer, with and without the outlier dimensions; null where no share is known. */
export function tensorsFigure(results: CausedResults): FigureView | null {
  const { causes } = results;
  const layers = analysedLayers(results);
  const variants = attributionVariants(results);
  if (variants.length === 0) return null;
  const rows = layers.flatMap((layer) => peakAttribution(causes, layer));
  const has = new Set(rows.map((row) => row.component));
  const components = COMPONENTS.filter((component) => has.has(component));
  const shares = rows.flatMap((row) => variants.flatMap(({ name }) => shareOf(row, name) ?? []));
  const domain = valueDomain([1, ...shares]);
  return {
    id: "tensors",
    title: title(results, layers),
    charts: panels(variants.map(({ name, label }) => ({
      title: label,
      draw: (width) => tensorSharesChart(causes, { layers, variant: name, domain, width }),
    }))),
    legend: [],
    caption: `Shapley share of each tensor in the change of ${PEAK_INPUT}, by layer.`,
    reading: [
      `A share is what the tensor adds on average over all orders in which base tensors are replaced by`,
      "instruct ones, measured along the change and over |d|². At each layer the shares sum to 100 %; they may be negative or larger.",
      "Beyond the dashed line one tensor carries more than half. A title names it only there, and where its rank by what it changes alone is its rank by what it adds last.",
    ],
    table: tableView("Shares of the change of PC1 in percent, by layer", layers, [
      layerColumn,
      ...variants.flatMap(({ name, label }) =>
        components.map((component): Column<number> => {
          const column = attributionColumns[name === "raw" ? "share" : "trimmed_share"];
          return declared(column, (layer) => {
            const row = peakAttribution(causes, layer).find((it) => it.component === component);
            return row === undefined ? null : inPercent(shareOf(row, name));
          }, { label: `${COMPONENT_NAMES[component]}, ${label}`, digits: 4 });
        })
      ),
    ]),
  };
}
