import { verdictOf } from "../../../src/analyses/verdict/settle.ts";
import { words } from "../../../src/analyses/verdict/words.ts";
import { cellFigure } from "../../../src/analyses/verdict/words/figures.ts";
import type { Verdict, VerdictCell } from "../../../src/results.ts";

/** A verdict with its sentences and the figures of its cells in words. */
export interface ToldVerdict extends Verdict {
  readonly sentence: string;
  readonly paragraph: string;
  readonly would_change: string;
  readonly claim: string;
  readonly table: (VerdictCell & { figure: string })[];
}

/** Settles a verdict and tells it. */
export function toldVerdict(
  ...[measured, evidence, changes]: Parameters<typeof verdictOf>
): ToldVerdict {
  const verdict = verdictOf(measured, evidence, changes);
  const told = words({ ...measured, evidence: { ...evidence, verdict, reproduction: null } });
  const [sentence, paragraph, would_change, claim] = told.map(({ text }) => text);
  return {
    ...verdict,
    sentence: sentence!,
    paragraph: paragraph!,
    would_change: would_change!,
    claim: claim!,
    table: verdict.table.map((cell) => ({ ...cell, figure: cellFigure(cell) })),
  };
}
