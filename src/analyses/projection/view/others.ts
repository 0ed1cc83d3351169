/**
 * The changes of the other input vectors at a decomposed layer, in short: all of their rows are in the CSV.
 *
 * @module
 */

import { ALPHA } from "../../../math/significance.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { DecompositionRow, Results } from "../../../results.ts";
import { anchorId } from "../../../site/kit/names.ts";
import { P_DECIMALS } from "../../../site/kit/numbers.ts";
import { type Column, type TableView, tableView } from "../../../site/kit/tables.ts";

/** Rows listed of each input. */
const N_LISTED = 10;

/** One input other than PC1, folded. */
export interface OtherInput {
  summary: string;
  table: TableView;
}

/** -PC1, PC2, ...; none in earlier runs, which decomposed PC1 alone. */
export function otherInputs({ decompositions }: Results, layer: number): OtherInput[] {
  const byInput = Map.groupBy(decompositions[layer] ?? [], ({ input_vector }) => input_vector);
  byInput.delete(PEAK_INPUT);
  return Array.from(byInput, ([name, rows]) => {
    const shown = rows.slice(0, N_LISTED);
    return {
      summary: `${name}: ${counted(rows)}the ${shown.length} vectors of largest |projection|`,
      table: tableView(`Layer ${layer}, ${name}: largest projections`, shown, columns),
    };
  });
}

/** How many vectors stand out, where that was tested. */
function counted(rows: readonly DecompositionRow[]): string {
  const tested = rows.flatMap(({ cosine_pfw }) => cosine_pfw === null ? [] : [cosine_pfw]);
  if (tested.length === 0) return "";
  const nFound = tested.filter((pfw) => pfw <= ALPHA).length;
  return `p_fw ≤ ${ALPHA} for ${nFound} of ${tested.length}; `;
}

const columns: Column<DecompositionRow>[] = [
  { label: "name", value: (row) => row.name, href: (row) => `#${anchorId(row)}` },
  { label: "kind", value: (row) => row.kind },
  { label: "projection", value: (row) => row.projection, digits: 4 },
  { label: "cosine", value: (row) => row.cosine, digits: 3 },
  { label: "z of the cosine", value: (row) => row.cosine_z, digits: 3 },
  { label: "p_fw", value: (row) => row.cosine_pfw, decimals: P_DECIMALS },
];
