/**
 * Whether the change of PC1 stands out at one layer, and under which conditions.
 *
 * @module
 */

import * as v from "valibot";
import { count, later, number, text } from "../../results/values.ts";

/** Why a claim cannot be told. */
export const reason = v.picklist([
  "not_run",
  "not_run_at_layer",
  "not_measured",
  /** There is no other layer to compare with. */
  "one_layer",
  /** One of the two outputs is zero. */
  "no_angle",
  "no_role_mixtures",
  "too_few_draws",
  "no_p_value",
  "no_single_roles",
  /** The larger angle of the two signs is unknown. */
  "unknown_angle",
  /** The claim is asked on all coordinates only. */
  "raw_only",
  "not_computed",
]);

const laterCount = v.optional(v.nullable(count), null);

export const verdictCell = v.object({
  claim: text,
  condition: text,
  /** Null where it could not be computed, and where nothing is claimed. */
  holds: v.nullable(v.boolean()),
  /** Whether the answer hangs on it. */
  decides: v.optional(v.boolean(), false),
  /** Why it cannot be told; null where it can. */
  reason: v.optional(v.nullable(reason), null),
  /** Of a largest angle, |d| or |d| / |y_b| that itself; beside draws the larger angle of the two signs. Angles are in degrees. */
  value: later,
  /** Of the value among the layers, 1 for the largest. */
  rank: laterCount,
  /** Layers that rank or p are over. */
  of: laterCount,
  best_layer: laterCount,
  best_value: later,
  /** By max-T over the layers, against random role mixtures. */
  p: later,
  /** Random role mixtures, or single roles and traits. */
  n: laterCount,
  /** How many of them turn at least as far; of role mixtures at any of the layers, in units of each layer's spread. */
  count: laterCount,
  /** 95 % quantile of the single roles and traits, in degrees. */
  quantile: later,
  /** The angle over that of the median random role mixture, of PC2 and of -PC1. */
  role_mixture_ratio: later,
  pc2_ratio: later,
  negative_ratio: later,
  /** The figure in the words of an earlier version, which wrote no numbers down. */
  told: v.optional(v.nullable(text), null),
});

const askedCondition = v.object({
  condition: text,
  /** Whether the answer hangs on it. */
  decides: v.boolean(),
  /** Whether PC1 is beyond random role mixtures and single roles under it; null where that is open. */
  is_beyond: v.nullable(v.boolean()),
});

export const verdict = v.object({
  layer: count,
  /** True where the layer was picked because it is the angular peak. */
  is_chosen_after_looking: v.boolean(),
  answer: v.picklist(["yes", "no", "only under", "cannot tell", "no difference"]),
  /** The conditions under which it holds, for `only under`. */
  conditions: v.array(text),
  /** What `no difference` means: at no layer, not at this one, or not by more than rounding noise. */
  no_difference: v.optional(
    v.nullable(v.picklist(["everywhere", "at_layer", "within_noise"])),
    null,
  ),
  /** In the order of the table; empty in earlier runs. */
  asked: v.optional(v.array(askedCondition), []),
  /** Layers of the largest angle on all coordinates and without the outlier dimensions; null where only one is known. */
  angular_peaks: v.optional(
    v.nullable(v.object({ raw: count, trimmed: v.nullable(count) })),
    null,
  ),
  /** Angle of -PC1 in degrees where it turns farther than PC1. */
  reversed_angle: later,
  /** The coordinate that holds most of |d|^2; its number is null where it is not among the outlier dimensions. */
  largest_coordinate: v.optional(
    v.nullable(v.object({ share: number, outlier: v.nullable(count) })),
    null,
  ),
  /** The fewest further random role mixtures as far as PC1 that would change a `yes`. */
  draws_to_change: laterCount,
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
/** Why a claim cannot be told. */
export type UntoldReason = v.InferOutput<typeof reason>;
