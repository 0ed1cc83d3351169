/**
 * Figure: which tensor carries the change, by layer.
 *
 * @module
 */

import { plural } from "../../../text/words.ts";
import { NAMED_SHARE } from "../../../results/leading_component.ts";
import type { Causes } from "../../../results.ts";
import { COMPONENT_WORDS } from "../../../text/parts.ts";
import { attributionColumns } from "../schema.ts";
import {
  COMPONENT_NAMES,
  COMPONENT_STYLES,
  shareOf,
  tensorSharesChart,
} from "./tensor_shares_chart.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { COMPONENTS } from "../../../results/values.ts";
import {
  attributionVariants,
  type CausedResults,
  peakAttribution,
} from "../../../site/kit/cause_rows.ts";
import { valueDomain } from "../../../site/kit/charts/layer_lines.ts";
import { type FigureView, legend, panels } from "../../../site/kit/figures.ts";
import { inPercent, layerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { type Column, declared, tableView } from "../../../site/kit/tables.ts";

/** At how many layers a share goes beyond half. */
function title(causes: Causes, layers: readonly number[]): string {
  const above = layers.flatMap((layer) => {
    const largest = peakAttribution(causes, layer).filter(({ share }) =>
      share !== null && share > NAMED_SHARE
    ).toSorted((a, b) => b.share! - a.share!)[0];
    return largest === undefined ? [] : [largest.component];
  });
  const counts = Map.groupBy(above, (component) => component);
  const [most] = [...counts].toSorted(([, a], [, b]) => b.length - a.length);
  return most === undefined
    ? "At no layer one tensor holds more than half of the change"
    : `At ${most[1].length} of ${plural(layers.length, "layer", "layers")} ${
      COMPONENT_WORDS[most[0]]
    } holds more than half of the change`;
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
    title: title(causes, layers),
    charts: panels(variants.map(({ name, counts }) => ({
      title: counts,
      draw: (width) => tensorSharesChart(causes, { layers, variant: name, domain, width }),
    }))),
    legend: legend(
      components.map((name) => [COMPONENT_NAMES[name], COMPONENT_STYLES.get(name)!] as const),
    ),
    caption: `Shapley share of each tensor in the change of ${PEAK_INPUT}, by layer.`,
    reading: [
      `A share is what the tensor adds on average over all orders in which base tensors are replaced by`,
      "instruct ones, measured along the change and over |d|². At each layer the shares sum to 100 %; they may be negative or larger.",
      "Beyond the dashed line one tensor carries more than half.",
    ],
    table: tableView("Shares of the change of PC1 in percent, by layer", layers, [
      layerColumn,
      ...variants.flatMap(({ name, counts }) =>
        components.map((component): Column<number> => {
          const column = attributionColumns[name === "raw" ? "share" : "trimmed_share"];
          return declared(column, (layer) => {
            const row = peakAttribution(causes, layer).find((it) => it.component === component);
            return row === undefined ? null : inPercent(shareOf(row, name));
          }, { label: `${COMPONENT_NAMES[component]}, ${counts}`, digits: 4 });
        })
      ),
    ]),
  };
}
