/**
 * What rounding alone moves, as a table.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { type EvidentResults, hasEvidence } from "../../site/kit/evidence_rows.ts";
import { linkedLayerColumn } from "../../site/kit/layer_column.ts";
import { analysedLayers } from "../../site/kit/layer_strip.ts";
import { PATHS } from "../../site/kit/paths.ts";
import type { Place, Section } from "../../site/kit/section.ts";
import { type Column, type TableView, tableView } from "../../site/kit/tables.ts";
import { titledSection } from "../../site/kit/section.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, { page }: Place): Section[] {
  if (page !== "evidence" || !hasEvidence(results)) return [];
  const table = noiseFloorTable(results);
  return titledSection({
    id: "noise",
    title: "What rounding alone moves",
    paragraphs: [
      table === null
        ? "No noise floor was measured: it needs a base checkpoint stored in F32, run once as stored and once in bfloat16."
        : "The same inputs through the base as stored against the base in bfloat16. A difference of less than three times this is not spoken of.",
    ],
    tables: table === null ? [] : [table],
  });
}

/** What rounding alone moves, by layer; null where it was not measured. */
export function noiseFloorTable({ mlp }: EvidentResults): TableView | null {
  const rows = mlp.filter((row) => row.input_vector === PEAK_INPUT);
  if (rows.every((row) => row.noise_floor === null)) return null;
  return tableView("Noise floor for PC1", analysedLayers({ mlp }), [
    linkedLayerColumn(PATHS.evidence),
    ...([["|d|", "delta_norm"], ["noise floor", "noise_floor"], [
      "|d| / floor",
      "delta_over_floor",
    ]] as const)
      .map(([label, column]): Column<number> => ({
        label,
        digits: 4,
        value: (layer) => rows.find((row) => row.layer === layer)?.[column] ?? null,
      })),
  ]);
}
