/**
 * The changes of the other input vectors at a decomposed layer, in short: all of their rows are in the CSV.
 *
 * @module
 */

import { ALPHA } from "../../../math/significance.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { DecompositionInfo, Results } from "../../../results.ts";
import { type TableView, tableView } from "../../../site/kit/tables.ts";
import { linkedName, shown } from "./columns.ts";
import { inputText } from "../../../text/input_text.ts";

/** Rows listed of each input. */
const N_LISTED = 10;

/** One input other than PC1, folded. */
export interface OtherInput {
  summary: string;
  table: TableView;
}

/** -PC1, PC2, ...; none in earlier runs, which decomposed PC1 alone. */
export function otherInputs(
  { decompositions, decomposition_info }: Results,
  layer: number,
): OtherInput[] {
  const byInput = Map.groupBy(decompositions[layer] ?? [], ({ input_vector }) => input_vector);
  byInput.delete(PEAK_INPUT);
  return Array.from(byInput, ([name, rows]) => {
    const shown = rows.slice(0, N_LISTED);
    return {
      summary: `${inputText(name)}: ${
        counted(decomposition_info[layer], name)
      }the ${shown.length} vectors of largest |projection|`,
      table: tableView(`Layer ${layer}, ${inputText(name)}: largest projections`, shown, columns),
    };
  });
}

/** How many vectors stand out, where that was tested. */
function counted(info: DecompositionInfo | undefined, name: string): string {
  const counts = info?.inputs.find(({ input_vector }) => input_vector === name);
  if (counts === undefined || counts.n_tested === 0) return "";
  return `p_fw ≤ ${ALPHA} for ${counts.n_stands_out} of ${counts.n_tested}; `;
}

const columns = [
  linkedName(),
  ...(["kind", "projection", "cosine", "cosine_z", "cosine_pfw"] as const).map(shown),
];
