/**
 * The claims of a verdict by conditions as a matrix of marks, each with one number; the whole figure is its tip.
 *
 * @module
 */

import type { Results, Verdict } from "../../../results.ts";
import type { Section } from "../../../site/kit/section.ts";
import { cellFigure, cellNumber } from "../words/figures.ts";
import { claimWords, conditionHead } from "../words/told.ts";

/** One cell: whether the claim holds, in a word and a sign, and the figure behind it. */
interface ClaimCell {
  word: "yes" | "no" | "unknown" | "not asked";
  /** Beside the mark; empty where no one number tells it. */
  number: string;
  /** Null where the claim is not asked under this condition. */
  figure: string | null;
}

/** It as a part of a page; none where nothing was claimed. */
export function claimsSection({ evidence }: Results): Section[] {
  const verdict = evidence?.verdict ?? null;
  if (verdict === null || verdict.table.length === 0) return [];
  return [{ template: "claims", content: claims(verdict) }];
}

/** Claims are rows and conditions that were run columns, both in the order of their first occurrence. */
function claims({ layer, table }: Verdict) {
  const all = [...new Set(table.map((cell) => cell.condition))];
  const notRun = all.filter((condition) =>
    table.every((cell) => cell.condition !== condition || cell.reason === "not_run")
  );
  const conditions = all.filter((condition) => !notRun.includes(condition));
  return {
    layer,
    conditions: conditions.map(conditionHead),
    notRun: notRun.map(conditionHead),
    rows: [...Map.groupBy(table, (cell) => cell.claim)].map(([claim, ofClaim]) => ({
      claim: claimWords(claim),
      cells: conditions.map((condition): ClaimCell => {
        const cell = ofClaim.find((it) => it.condition === condition);
        if (cell === undefined) return { word: "not asked", number: "", figure: null };
        const word = cell.holds === null ? "unknown" : cell.holds ? "yes" : "no";
        return { word, number: cellNumber(cell), figure: cellFigure(cell) };
      }),
    })),
  };
}
