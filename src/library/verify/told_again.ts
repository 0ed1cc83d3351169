/**
 * Whether the answer and the sentences of results are what their own numbers say.
 *
 * @module
 */

import { ANALYSES } from "../../analyses/index.ts";
import type { Finding, Results } from "../../results.ts";
import { findings } from "../../run/findings.ts";

/** What the file says, and what its numbers say in its place; null where the one or the other has no more. */
export interface OtherFinding {
  readonly told: string | null;
  readonly again: string | null;
}

/**
 * The first that is another, of decisions, which findings take as they are, and then of the findings; null where all are as this code tells
 * them of the numbers in the file. Another state of the code may say the same in other words.
 */
export function otherFinding(results: Results): OtherFinding | null {
  for (const { decided } of ANALYSES) {
    const decision = decided?.(results) ?? null;
    if (decision !== null && decision.told !== decision.again) return decision;
  }
  const again = findings(results);
  const n = Math.max(again.length, results.findings.length);
  for (let i = 0; i < n; i++) {
    const [told, now] = [results.findings[i], again[i]];
    if (told !== undefined && now !== undefined && isSame(told, now)) continue;
    const isWords = told?.text !== now?.text;
    const of = (finding: Finding | undefined) =>
      finding === undefined ? null : isWords ? finding.text : JSON.stringify(finding);
    return { told: of(told), again: of(now) };
  }
  return null;
}

function isSame(a: Finding, b: Finding): boolean {
  return a.topic === b.topic && a.layer === b.layer && a.text === b.text &&
    (a.short ?? null) === (b.short ?? null) && a.layers.join() === b.layers.join();
}
