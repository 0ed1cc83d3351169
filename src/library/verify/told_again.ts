/**
 * Whether the sentences of results are what their own numbers say.
 *
 * @module
 */

import type { Finding, Results } from "../../results.ts";
import { findings } from "../../run/findings.ts";

/** A finding of the file, and what its numbers say in its place; null where the one or the other has no more. */
export interface OtherFinding {
  readonly told: string | null;
  readonly again: string | null;
}

/**
 * The first finding that is another; null where all are as this code tells them of the numbers in the file. Another state of the code
 * may say the same in other words.
 */
export function otherFinding(results: Results): OtherFinding | null {
  const again = findings(results);
  const n = Math.max(again.length, results.findings.length);
  for (let i = 0; i < n; i++) {
    const [told, now] = [results.findings[i], again[i]];
    if (told !== undefined && now !== undefined && isSame(told, now)) continue;
    return { told: told?.text ?? null, again: now?.text ?? null };
  }
  return null;
}

function isSame(a: Finding, b: Finding): boolean {
  return a.topic === b.topic && a.layer === b.layer && a.text === b.text &&
    (a.short ?? null) === (b.short ?? null) && a.layers.join() === b.layers.join();
}
