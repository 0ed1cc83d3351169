/**
 * The sentences of a verdict, which stand among the findings.
 *
 * @module
 */

import type { Finding } from "./envelope.ts";

/** The topic of the answer in one sentence, which comes first; without baselines where PC1 changes most. */
export const VERDICT_SENTENCE = "verdict";
/** The topic of the claim in at most 25 words, with which the overview opens. */
export const VERDICT_CLAIM = "verdict-claim";
/** The topic of what a reader must know beside the answer. */
export const VERDICT_PARAGRAPH = "verdict-paragraph";
/** The topic of what would change the answer. */
export const VERDICT_CHANGE = "verdict-change";

const TOPICS: readonly string[] = [
  VERDICT_SENTENCE,
  VERDICT_CLAIM,
  VERDICT_PARAGRAPH,
  VERDICT_CHANGE,
];

/** The verdict in words; null for what was not told. */
export interface VerdictText {
  readonly sentence: string | null;
  readonly claim: string | null;
  readonly paragraph: string | null;
  readonly wouldChange: string | null;
}

/** What the findings say of the verdict. */
export function verdictText({ findings }: { readonly findings: readonly Finding[] }): VerdictText {
  const told = (topic: string) => findings.find((it) => it.topic === topic)?.text ?? null;
  return {
    sentence: told(VERDICT_SENTENCE),
    claim: told(VERDICT_CLAIM),
    paragraph: told(VERDICT_PARAGRAPH),
    wouldChange: told(VERDICT_CHANGE),
  };
}

/** The findings beside the verdict that are of the run and of no single layer. */
export function otherFindings({ findings }: { readonly findings: readonly Finding[] }): Finding[] {
  return findings.filter(({ topic, layer }) => layer === null && !TOPICS.includes(topic));
}
