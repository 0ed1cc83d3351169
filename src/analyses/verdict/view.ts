/**
 * The verdict as the overview shows it: the answer in a word, why, and the claims by conditions.
 *
 * @module
 */

import type { Results, Verdict } from "../../results.ts";
import { type VerdictText, verdictText } from "../../results/verdict_text.ts";
import { peakLabel } from "../../site/kit/components.ts";
import { layerPath, PATHS } from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { firstComponent } from "./view/first_component.ts";
import { glanceSection } from "./view/glance.ts";
import { cellFigure } from "./words/figures.ts";
import { conditionHead } from "./words/told.ts";

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
  /** In words; those that were run. */
  conditions: string[];
  /** In words; those that have no column. */
  notRun: string[];
  rows: { claim: string; cells: VerdictCellView[] }[];
}

/** What opens the overview: the verdict, or without baselines the sentence that stands for one. */
export function sections(results: Results, place: Place): Section[] {
  if (place.page !== "overview") {
    return results.evidence === null ? [] : methodsSection(place, "evidence", {
      template: "methods_verdict",
      content: { hasPreNorm: results.inputs.base.has_pre_norm },
    });
  }
  const { evidence, pcs } = results;
  const told = verdictText(results);
  const verdict = evidence?.verdict ?? null;
  const judged = verdict === null ? null : verdictView(verdict, told);
  return [...glanceSection(results), {
    isOpening: true,
    template: "judged",
    content: {
      judged,
      judgedPath: judged === null ? null : layerPath(judged.layer),
      verdict: told.sentence,
      component: peakLabel(pcs),
      firstComponent: firstComponent(pcs),
      evidencePath: PATHS.evidence,
    },
  }];
}

/** Claims are rows and conditions that were run columns, both in the order of their first occurrence. */
export function verdictView(verdict: Verdict, told: VerdictText): VerdictView {
  const { table } = verdict;
  const all = [...new Set(table.map((cell) => cell.condition))];
  const notRun = all.filter((condition) =>
    table.every((cell) => cell.condition !== condition || cell.reason === "not_run")
  );
  const conditions = all.filter((condition) => !notRun.includes(condition));
  return {
    layer: verdict.layer,
    ...answerAndSentence(verdict, told.sentence ?? ""),
    paragraph: told.paragraph ?? "",
    wouldChange: told.wouldChange ?? "",
    isChosenAfterLooking: verdict.is_chosen_after_looking,
    conditions: conditions.map(conditionHead),
    notRun: notRun.map(conditionHead),
    rows: [...Map.groupBy(table, (cell) => cell.claim)].map(([claim, ofClaim]) => ({
      claim,
      cells: conditions.map((condition) => {
        const cell = ofClaim.find((it) => it.condition === condition);
        if (cell === undefined) return { word: "not asked", figure: null };
        const word = cell.holds === null ? "unknown" : cell.holds ? "yes" : "no";
        return { word, figure: cellFigure(cell) };
      }),
    })),
  };
}

/** A sentence such as `Yes: at layer 18 ...` is parted, so that its answer is not given twice. */
function answerAndSentence(
  { answer, conditions }: Verdict,
  sentence: string,
): { answer: string; sentence: string } {
  const [head = "", ...rest] = sentence.split(": ");
  const [firstWord = ""] = ANSWERS[answer].split(" ");
  if (rest.length > 0 && head.startsWith(firstWord)) {
    const tail = rest.join(": ");
    return { answer: head, sentence: tail.charAt(0).toUpperCase() + tail.slice(1) };
  }
  const isConditional = answer === "only under" && conditions.length > 0;
  return {
    answer: isConditional
      ? `${ANSWERS[answer]}: ${conditions.map(conditionHead).join("; ")}`
      : ANSWERS[answer],
    sentence,
  };
}
