/**
 * The verdict as the overview shows it: the answer in a word, why, and the claims by conditions.
 *
 * @module
 */

import { list } from "../../text/words.ts";
import type { Verdict } from "../../results.ts";

const ANSWERS: Record<Verdict["answer"], string> = {
  "yes": "Yes",
  "no": "No",
  "only under": "Only under",
  "cannot tell": "Cannot tell",
  "no difference": "No difference",
};

/** One cell: whether the claim holds, in a word and a sign, over the figure behind it. */
export interface VerdictCellView {
  word: "yes" | "no" | "unknown" | "not asked";
  /** Null where the claim is not asked under this condition. */
  figure: string | null;
}

/** The verdict as its template takes it. */
export interface VerdictView {
  layer: number;
  answer: string;
  sentence: string;
  paragraph: string;
  wouldChange: string;
  isChosenAfterLooking: boolean;
  conditions: string[];
  rows: { claim: string; cells: VerdictCellView[] }[];
}

/** Claims are rows and conditions columns, both in the order of their first occurrence. */
export function verdictView(verdict: Verdict): VerdictView {
  const { table } = verdict;
  const conditions = [...new Set(table.map((cell) => cell.condition))];
  return {
    layer: verdict.layer,
    ...answerAndSentence(verdict),
    paragraph: verdict.paragraph,
    wouldChange: verdict.would_change,
    isChosenAfterLooking: verdict.is_chosen_after_looking,
    conditions,
    rows: [...Map.groupBy(table, (cell) => cell.claim)].map(([claim, ofClaim]) => ({
      claim,
      cells: conditions.map((condition) => {
        const cell = ofClaim.find((it) => it.condition === condition);
        if (cell === undefined) return { word: "not asked", figure: null };
        const word = cell.holds === null ? "unknown" : cell.holds ? "yes" : "no";
        return { word, figure: cell.figure };
      }),
    })),
  };
}

/** A sentence such as `Yes: at layer 18 ...` is parted, so that its answer is not given twice. */
function answerAndSentence(verdict: Verdict): { answer: string; sentence: string } {
  const { answer, conditions, sentence } = verdict;
  const [head = "", ...rest] = sentence.split(": ");
  const [firstWord = ""] = ANSWERS[answer].split(" ");
  if (rest.length > 0 && head.startsWith(firstWord)) {
    const tail = rest.join(": ");
    return { answer: head, sentence: tail.charAt(0).toUpperCase() + tail.slice(1) };
  }
  const isConditional = answer === "only under" && conditions.length > 0;
  return {
    answer: isConditional ? `${ANSWERS[answer]} ${list(conditions)}` : ANSWERS[answer],
    sentence,
  };
}
