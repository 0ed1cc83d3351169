/**
 * Reproduction: the run beside published figures of the same pair.
 *
 * @module
 */

import { modelNames } from "../../site/kit/names.ts";
import type { Reproduction, Results } from "../../results.ts";
import { peakLabel } from "../../site/kit/components.ts";
import { significant, UNKNOWN } from "../../site/kit/numbers.ts";
import type { Page, PageMaker } from "../../site/kit/page.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { declared, tableView } from "../../site/kit/tables.ts";
import { reproductionColumns as columns } from "./schema.ts";
import { reproductionNote } from "./words.ts";

/** `reproduction.html`, for the pair that figures were published of. */
export function pages(results: Results): PageMaker[] {
  const reproduction = results.evidence?.reproduction ?? null;
  return reproduction === null
    ? []
    : [{ path: PATHS.reproduction, make: () => reproductionPage(results, reproduction) }];
}

function reproductionPage(results: Results, reproduction: Reproduction): Page {
  const { rows, source, is_same_pcs } = reproduction;
  const claimed = rows.filter((row) => row.agrees !== null);
  const nAgreeing = claimed.filter((row) => row.agrees).length;
  return {
    path: PATHS.reproduction,
    title: "Reproduction",
    template: "reproduction",
    content: {
      ...modelNames(results),
      component: peakLabel(results.pcs),
      isSamePcs: is_same_pcs,
      note: reproductionNote(reproduction),
      source,
      summary: claimed.length === 0
        ? "No agreement is claimed."
        : `${nAgreeing} of the ${claimed.length} figures that can be compared ${
          nAgreeing === 1 ? "agrees" : "agree"
        }.`,
      table: tableView("Published figures and this run", rows, [
        declared(columns.quantity, (row) => row.quantity),
        // As text: figures of unlike size stand in one column, and the published ones keep their digits.
        declared(columns.published, (row) => String(row.published)),
        declared(
          columns.value,
          (row) => row.value === null ? UNKNOWN : shownLike(row.value, row.published),
        ),
        declared(
          columns.difference,
          (row) =>
            row.difference === null
              ? UNKNOWN
              : significant(row.difference, columns.difference.digits),
        ),
        declared(
          columns.agrees,
          (row) => row.agrees === null ? "not claimed" : row.agrees ? "yes" : "no",
        ),
        declared(columns.rounding, (row) => row.rounding),
      ]),
    },
  };
}

/** With two more decimals than the published figure was printed with. */
function shownLike(value: number, published: number): string {
  if (Number.isInteger(published) && Number.isInteger(value)) return String(value); // a layer
  const nDecimals = String(published).split(".")[1]?.length ?? 0;
  return value.toFixed(Math.min(12, nDecimals + 2));
}
