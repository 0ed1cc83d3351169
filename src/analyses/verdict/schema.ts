/**
 * Whether the change of PC1 stands out at one layer, and under which conditions.
 *
 * @module
 */

import * as v from "valibot";
import { count, text } from "../../results/values.ts";

export const verdictCell = v.object({
  claim: text,
  condition: text,
  /** Null where it could not be computed. */
  holds: v.nullable(v.boolean()),
  /** The figure behind it in words. */
  figure: text,
});

export const verdict = v.object({
  layer: count,
  /** True where the layer was picked because it is the angular peak. */
  is_chosen_after_looking: v.boolean(),
  answer: v.picklist(["yes", "no", "only under", "cannot tell", "no difference"]),
  /** The conditions under which it holds, for `only under`. */
  conditions: v.array(text),
  /** The answer in one sentence. */
  sentence: text,
  paragraph: text,
  /** One line: what would change this verdict. */
  would_change: text,
  table: v.array(verdictCell),
});

/** Its part of the results. */
export const schema = {
  evidence: {
    verdict: v.nullable(verdict),
  },
};

/** The verdict on one layer. */
export type Verdict = v.InferOutput<typeof verdict>;
/** One claim under one condition. */
export type VerdictCell = v.InferOutput<typeof verdictCell>;
