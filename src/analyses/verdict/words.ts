/**
 * The verdict in words: its answer in one sentence, what a reader must know beside it, and what would change it.
 *
 * @module
 */

import type { Finding, Measured } from "../../results.ts";
import {
  VERDICT_CHANGE,
  VERDICT_CLAIM,
  VERDICT_PARAGRAPH,
  VERDICT_SENTENCE,
} from "../../results/verdict_text.ts";
import { claim } from "./words/claim.ts";
import { verdictParagraph } from "./words/paragraph.ts";
import { verdictSentence } from "./words/sentence.ts";
import type { Judged } from "./words/told.ts";
import { wouldChange } from "./words/would_change.ts";

/** The verdict, sentence first; nothing without baselines. */
export function words(measured: Measured): Finding[] {
  const { evidence } = measured;
  const verdict = evidence?.verdict ?? null;
  if (evidence === null || verdict === null) return [];
  const judged: Judged = { measured, evidence, verdict };
  const told: [topic: string, text: string][] = [
    [VERDICT_SENTENCE, verdictSentence(judged)],
    [VERDICT_PARAGRAPH, verdictParagraph(judged)],
    [VERDICT_CHANGE, wouldChange(judged)],
    [VERDICT_CLAIM, claim(judged)],
  ];
  return told.map(([topic, text]) => ({ topic, layer: null, text, layers: [verdict.layer] }));
}
