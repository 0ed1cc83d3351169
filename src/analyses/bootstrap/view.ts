/**
 * How firm the peak is, as a table.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { index } from "../../results/lookup.ts";
import { bandWords } from "../../site/kit/charts/bands.ts";
import { type EvidentResults, hasEvidenceAt } from "../../site/kit/evident.ts";
import { inPercent, linkedLayerColumn } from "../../site/kit/layer_column.ts";
import { analysedLayers } from "../../site/kit/layer_strip.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section, titledSection } from "../../site/kit/section.ts";
import { declared, type TableView, tableView } from "../../site/kit/tables.ts";
import { layerColumns } from "./schema.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasEvidenceAt(results, place)) return [];
  const { bootstrap } = results.evidence;
  if (place.page !== "evidence") {
    return methodsSection(place, "evidence", {
      template: "methods_bootstrap",
      content: {
        bands: bandWords(bootstrap),
        isRange: bootstrap.interval === "range",
        resamples: bootstrap.resamples,
      },
    });
  }
  const table = bootstrapTable(results);
  if (table === null) return [];
  return titledSection({
    id: "bootstrap",
    title: "How firm is the peak?",
    paragraphs: [
      `The roles were resampled with replacement ${bootstrap.resamples} times, and PC1 was computed from each resample. Its bands on the charts are the ${
        bandWords(bootstrap)
      }; this is the share of them in which each layer is the peak. PC1 may lie at the edge of its own band: a resample repeats some roles and leaves others out, which dilutes what it has in common with PC1.`,
    ],
    tables: [table],
  });
}

/** The share of resamples in which each layer is the peak; null where there was no bootstrap. */
function bootstrapTable({ evidence, ...results }: EvidentResults): TableView | null {
  if (evidence.layers.every((row) => row.angular_peak_share === null)) return null;
  const known = index(evidence.layers, "layer");
  return tableView("Share of the resamples in which a layer is the peak", analysedLayers(results), [
    linkedLayerColumn(PATHS.evidence),
    declared(
      layerColumns.angular_peak_share,
      (layer) => inPercent(known({ layer })?.angular_peak_share),
      { label: "% largest angle" },
    ),
    declared(
      layerColumns.absolute_peak_share,
      (layer) => inPercent(known({ layer })?.absolute_peak_share),
      { label: "% largest |d|" },
    ),
  ]);
}
