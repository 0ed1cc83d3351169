/**
 * The verdict: on the overview the answer in a word and why, with the evidence the claims by conditions.
 *
 * @module
 */

import type { Results, Verdict } from "../../results.ts";
import { type VerdictText, verdictText } from "../../results/verdict_text.ts";
import { peakLabel } from "../../site/kit/components.ts";
import { hasEvidenceAt } from "../../site/kit/evident.ts";
import { layerPath, PATHS } from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { claimsSection } from "./view/claims.ts";
import { firstComponent } from "./view/first_component.ts";
import { explanations } from "./view/explanations.ts";
import { glanceSection } from "./view/glance.ts";
import { conditionHead } from "./words/told.ts";

const ANSWERS: Record<Verdict["answer"], string> = {
  "yes": "Yes",
  "no": "No",
  "only under": "Only under",
  "cannot tell": "Cannot tell",
  "no difference": "No difference",
};

/** The verdict as its template takes it. */
export interface VerdictView {
  layer: number;
  answer: string;
  sentence: string;
  paragraph: string;
  wouldChange: string;
  isChosenAfterLooking: boolean;
}

/** What opens the overview, the verdict or without baselines the sentence that stands for one; and the claims. */
export function sections(results: Results, place: Place): Section[] {
  if (place.page === "evidence") {
    return hasEvidenceAt(results, place) ? claimsSection(results) : [];
  }
  if (place.page === "causes") return tilesSection(results);
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
      judgedPath: judged === null || verdict?.no_difference === "everywhere"
        ? null
        : layerPath(judged.layer),
      verdict: told.sentence,
      component: peakLabel(pcs),
      firstComponent: firstComponent(pcs),
      evidencePath: PATHS.evidence,
    },
  }];
}

/** What explains the layer that the page of causes opens with; none where nothing may be said. */
function tilesSection(results: Results): Section[] {
  const { items } = explanations(results);
  return items.length === 0 ? [] : [{ isOpening: true, template: "tiles", content: { items } }];
}

/** The answer and what stands under it. */
function verdictView(verdict: Verdict, told: VerdictText): VerdictView {
  return {
    layer: verdict.layer,
    ...answerAndSentence(verdict, told.sentence ?? ""),
    paragraph: told.paragraph ?? "",
    wouldChange: told.wouldChange ?? "",
    isChosenAfterLooking: verdict.is_chosen_after_looking,
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
