/**
 * Table: what the outlier dimensions hold, by layer.
 *
 * @module
 */

import type { Variant } from "../../../results.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { VARIANT_LABELS } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { inPercent, linkedLayerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { PATHS } from "../../../site/kit/paths.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { layerColumns, robustnessColumns } from "../schema.ts";

/** What the outlier dimensions hold, by layer. */
export function outlierShareTable({ evidence, ...results }: EvidentResults): TableView {
  const known = index(evidence.layers, "layer");
  const rowOf = index(evidence.robustness, "layer", "input_vector", "variant");
  const ofPeak = (layer: number, variant: Variant) =>
    rowOf({ layer, input_vector: PEAK_INPUT, variant });
  const spread = (variant: Variant) => (layer: number) =>
    ofPeak(layer, variant)?.participation_ratio ?? null;
  return tableView("Outlier dimensions, by layer", analysedLayers(results), [
    linkedLayerColumn(PATHS.evidence),
    declared(layerColumns.outliers, (layer) => known({ layer })?.outliers.length ?? null, {
      meaning: "How many the layer has.",
    }),
    declared(layerColumns.outlier_share, (layer) => inPercent(known({ layer })?.outlier_share), {
      label: "% of |µ|² in O",
    }),
    declared(
      robustnessColumns.top1_share,
      (layer) => inPercent(ofPeak(layer, "raw")?.top1_share),
      { label: "% of |d|² in one coordinate" },
    ),
    declared(robustnessColumns.participation_ratio, spread("raw")),
    declared(robustnessColumns.participation_ratio, spread("trimmed"), {
      label: `${robustnessColumns.participation_ratio.label}, ${VARIANT_LABELS.trimmed}`,
    }),
  ]);
}
