/**
 * Evidence: what a sceptic asks of the peak, question by question.
 *
 * @module
 */

import { modelNames } from "../kit/names.ts";
import { evidenceLayer, type EvidentResults } from "../kit/evident.ts";
import { layerPath, PATHS } from "../kit/paths.ts";
import { peakLabel } from "../kit/components.ts";
import type { Page } from "../kit/page.ts";
import { sectionsAt } from "./sections.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { isUnchanged } from "../../results/spoken.ts";
import { verdictText } from "../../results/verdict_text.ts";

/** `evidence.html`. */
export function evidencePage(results: EvidentResults): Page {
  const { pcs } = results;
  const layer = evidenceLayer(results);
  return {
    path: PATHS.evidence,
    title: `Does ${PEAK_INPUT} stand out?`,
    template: "evidence",
    content: {
      ...modelNames(results),
      component: peakLabel(pcs),
      layer: isUnchanged(results) ? null : layer,
      layerPath: layerPath(layer),
      overviewPath: PATHS.overview,
      methodsPath: PATHS.methods,
      verdict: results.evidence.verdict === null ? null : verdictText(results).sentence,
      sections: sectionsAt(results, { page: "evidence" }, ["verdict"]),
    },
  };
}
