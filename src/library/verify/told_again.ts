/**
 * Whether the answer and the sentences of results are what their own numbers say.
 *
 * @module
 */

import { verdictOf } from "../../analyses/verdict/settle.ts";
import type { Finding, Results, Verdict } from "../../results.ts";
import { findings } from "../../run/findings.ts";

/** What the file says, and what its numbers say in its place; null where the one or the other has no more. */
export interface OtherFinding {
  readonly told: string | null;
  readonly again: string | null;
}

/**
 * The first that is another, of the answer, which findings take as it is, and then of the findings; null where all are as this code tells
 * them of the numbers in the file. Another state of the code may say the same in other words.
 */
export function otherFinding(results: Results): OtherFinding | null {
  const { evidence } = results;
  if (evidence !== null && evidence.verdict !== null) {
    const [told, again] = [evidence.verdict, verdictOf(results, evidence)].map(answerText);
    if (told !== again) return { told: told!, again: again! };
  }
  const again = findings(results);
  const n = Math.max(again.length, results.findings.length);
  for (let i = 0; i < n; i++) {
    const [told, now] = [results.findings[i], again[i]];
    if (told !== undefined && now !== undefined && isSame(told, now)) continue;
    return { told: told?.text ?? null, again: now?.text ?? null };
  }
  return null;
}

/** What of a verdict is decided, for instance `no at layer 18`; its figures are numbers of the file by themselves. */
function answerText({ layer, answer, conditions, no_difference, asked, table }: Verdict): string {
  const decided = [
    ...asked.map(({ condition, is_beyond }) => [condition, is_beyond]),
    ...table.map(({ claim, condition, holds, decides }) => [claim, condition, holds, decides]),
  ];
  const under = conditions.length === 0 ? "" : ` ${conditions.join(", ")}`;
  const why = no_difference === null ? "" : ` (${no_difference})`;
  return `${answer}${under}${why} at layer ${layer}, by ${JSON.stringify(decided)}`;
}

function isSame(a: Finding, b: Finding): boolean {
  return a.topic === b.topic && a.layer === b.layer && a.text === b.text &&
    (a.short ?? null) === (b.short ?? null) && a.layers.join() === b.layers.join();
}
