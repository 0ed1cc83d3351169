/**
 * What a verdict decided, as results have it and as their numbers give it again.
 *
 * @module
 */

import type { Decided } from "../../analysis.ts";
import type { Measured, Verdict } from "../../../results.ts";
import { verdictOf } from "../settle.ts";

/** The answer with what it hangs on; null without a verdict. */
export function decided({ evidence, ...measured }: Measured): Decided | null {
  if (evidence === null || evidence.verdict === null) return null;
  return {
    told: answerText(evidence.verdict),
    again: answerText(verdictOf({ evidence, ...measured }, evidence)),
  };
}

/** For instance `no at layer 18, by ...`; figures are numbers of the file by themselves. */
function answerText({ layer, answer, conditions, no_difference, asked, table }: Verdict): string {
  const cells = [
    ...asked.map(({ condition, is_beyond }) => [condition, is_beyond]),
    ...table.map(({ claim, condition, holds, decides }) => [claim, condition, holds, decides]),
  ];
  const under = conditions.length === 0 ? "" : ` ${conditions.join(", ")}`;
  const why = no_difference === null ? "" : ` (${no_difference})`;
  return `${answer}${under}${why} at layer ${layer}, by ${JSON.stringify(cells)}`;
}
