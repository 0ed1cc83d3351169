/**
 * What rounding alone moves, as a table.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { index } from "../../results/lookup.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { type EvidentResults, hasEvidence } from "../../site/kit/evident.ts";
import { linkedLayerColumn } from "../../site/kit/layer_column.ts";
import { analysedLayers } from "../../site/kit/layer_strip.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section, titledSection } from "../../site/kit/section.ts";
import { declared, type TableView, tableView } from "../../site/kit/tables.ts";
import { mlp as change } from "../change/schema.ts";
import { MIN_FLOORS, mlp as columns } from "./schema.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasEvidence(results)) return [];
  if (place.page !== "evidence") {
    return methodsSection(place, "evidence", { template: "methods_noise_floor", content: {} });
  }
  const table = noiseFloorTable(results);
  return titledSection({
    id: "noise",
    title: "What rounding alone moves",
    paragraphs: [
      table === null
        ? "No noise floor was measured: it needs a base checkpoint stored in F32 or F16, run once as stored and once in bfloat16, and an instruct model whose weights are rounded too."
        : `The same inputs through the base as stored against the base in bfloat16. A difference of less than ${MIN_FLOORS} times this may be rounding alone, and no conclusion is drawn from it.`,
    ],
    tables: table === null ? [] : [table],
  });
}

/** What rounding alone moves, by layer; null where it was not measured. */
function noiseFloorTable({ mlp }: EvidentResults): TableView | null {
  const rows = mlp.filter((row) => row.input_vector === PEAK_INPUT);
  if (rows.every((row) => row.noise_floor === null)) return null;
  const rowOf = index(rows, "layer");
  return tableView("Noise floor for PC1", analysedLayers({ mlp }), [
    linkedLayerColumn(PATHS.evidence),
    declared(change.delta_norm, (layer) => rowOf({ layer })?.delta_norm ?? null, { digits: 4 }),
    declared(columns.noise_floor, (layer) => rowOf({ layer })?.noise_floor ?? null),
    declared(columns.delta_over_floor, (layer) => rowOf({ layer })?.delta_over_floor ?? null),
  ]);
}
