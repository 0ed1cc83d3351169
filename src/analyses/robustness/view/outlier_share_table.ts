/**
 * Table: what the outlier dimensions hold, by layer.
 *
 * @module
 */

import type { Variant } from "../../../results.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import {
  type EvidentResults,
  layerEvidence,
  robustnessRow,
} from "../../../site/kit/evidence_rows.ts";
import { inPercent, linkedLayerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { PATHS } from "../../../site/kit/paths.ts";
import { type TableView, tableView } from "../../../site/kit/tables.ts";

/** What the outlier dimensions hold, by layer. */
export function outlierShareTable({ evidence, ...results }: EvidentResults): TableView {
  const ofPc1 = (variant: Variant, column: "top1_share" | "participation_ratio") =>
  (
    layer: number,
  ) => robustnessRow(evidence, { layer, name: PEAK_INPUT, variant })?.[column] ?? null;
  return tableView("Outlier dimensions, by layer", analysedLayers(results), [
    linkedLayerColumn(PATHS.evidence),
    {
      label: "outlier dimensions",
      value: (layer) => layerEvidence(evidence, layer)?.outliers.length ?? null,
    },
    {
      label: "% of |µ|² in O",
      digits: 3,
      value: (layer) => inPercent(layerEvidence(evidence, layer)?.outlier_share),
    },
    {
      label: "% of |d|² in one coordinate",
      digits: 3,
      value: (layer) => inPercent(ofPc1("raw", "top1_share")(layer)),
    },
    { label: "participation ratio", digits: 4, value: ofPc1("raw", "participation_ratio") },
    { label: "trimmed", digits: 4, value: ofPc1("trimmed", "participation_ratio") },
  ]);
}
