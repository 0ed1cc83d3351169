/**
 * Figure: how much of the change is the same for both signs.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { percent } from "../../../site/kit/numbers.ts";
import { parityColumns } from "../schema.ts";
import { evenShareChart, peakEvenShare } from "./even_share_chart.ts";
import { type CausedResults, causeLayer } from "../../../site/kit/cause_rows.ts";
import { VARIANT_STYLES } from "../../../site/kit/charts/variant_styles.ts";
import { bothWidths, type FigureView, legend } from "../../../site/kit/figures.ts";
import { inPercent, layerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { hasPersona, personaColumns, personaLegend } from "../../../site/kit/persona_columns.ts";
import { type Column, declared, tableView } from "../../../site/kit/tables.ts";
import { OUTPUT_VARIANTS_SHOWN } from "../../../site/kit/comparison_names.ts";

/** At the layer that opens the page; a linear map gives nothing even, and a bias nothing else. */
function title(results: CausedResults): string {
  const layer = causeLayer(results);
  const share = peakEvenShare(results.causes, { layer, stage: "output", variant: "raw" });
  return share === null
    ? "How much of the changes of PC1 and −PC1 is even"
    : `Layer ${layer}: ${percent(share)} of the changes of PC1 and −PC1 is even${
      results.inputs.base.biased.length > 0 ? "" : ", 0 % were the layer linear"
    }`;
}

/** How much of the change is the same for both signs; null where nothing changed. */
export function evenShareFigure(results: CausedResults): FigureView | null {
  const { causes } = results;
  const layers = analysedLayers(results);
  const variants = OUTPUT_VARIANTS_SHOWN.filter(({ name: variant }) =>
    layers.some((layer) => peakEvenShare(causes, { layer, stage: "output", variant }) !== null)
  );
  if (variants.length === 0) return null;
  const isBeside = hasPersona(results, "output_even_share");
  return {
    id: "even-share",
    title: claimOf(results, causeLayer(results), {
      claim: title(results),
      plain: "How much of the changes of PC1 and −PC1 is even",
    }),
    charts: bothWidths((width) => evenShareChart(causes, layers, width)),
    legend: [
      ...legend(variants.map(({ name, label }) => [label, VARIANT_STYLES[name]] as const)),
      ...isBeside ? personaLegend() : [],
    ],
    caption: "Even share of the squared length of the changes of PC1 and −PC1, by layer.",
    reading: [
      "The change d(x) is the sum of an even part, which is the same for −x, and an odd part, which changes its sign with x. This is the share of the even part in the squared length of both.",
      results.inputs.base.biased.length > 0
        ? "A bias is even; a linear map without one has no even part at all."
        : "A linear map has no even part at all.",
      ...isBeside ? ["Random role mixtures are on all coordinates."] : [],
    ],
    table: tableView("Even share of the change of PC1 in percent, by layer", layers, [
      layerColumn,
      ...variants.flatMap(({ name: variant, label }) =>
        (["down", "output"] as const).map((stage): Column<number> =>
          declared(
            parityColumns.even_share,
            (layer) => inPercent(peakEvenShare(causes, { layer, stage, variant })),
            { label: `${stage === "down" ? "down product" : "output"}, ${label}` },
          )
        )
      ),
      ...personaColumns(results, "output_even_share", inPercent),
    ]),
  };
}
