/**
 * What rounding the stored weights of the base to bfloat16 alone does, and from where on a change is called a difference.
 *
 * @module
 */

import * as v from "valibot";
import type { MlpRow } from "../../results.ts";
import { column, type Columns } from "../../results/table.ts";
import { count, later } from "../../results/values.ts";

/** A change of fewer noise floors than this is not spoken of as a difference. */
export const MIN_FLOORS = 3;

/** What d may be off by as a share of |y|, beside rounding: to that every engine is held, so that less is nobody's difference. */
export const ARITHMETIC_SHARE = 2e-6;

/** Columns that it adds to the main table. */
export const mlp = {
  noise_floor: column(later, {
    label: "noise floor",
    meaning:
      "|y of the base as stored - y of the base in bfloat16|. Empty where the base is stored in bfloat16, or no weight of the two is rounded.",
    digits: 4,
  }),
  delta_over_floor: column(later, {
    label: "|d| / noise floor",
    meaning: "Length of the change over the noise floor.",
    digits: 3,
  }),
} satisfies Columns;

/** What the arithmetic may put d off by, from the lengths of both outputs. */
export function arithmeticError(
  { base_output_norm, instruct_output_norm }: Pick<
    MlpRow,
    "base_output_norm" | "instruct_output_norm"
  >,
): number {
  return ARITHMETIC_SHARE * Math.max(base_output_norm, instruct_output_norm);
}

/** What |d| is not clear of: the rounding of the stored weights, else the arithmetic; null where of neither, or nothing changes. */
export function hiddenBy(
  row: Pick<
    MlpRow,
    "delta_norm" | "delta_over_floor" | "base_output_norm" | "instruct_output_norm"
  >,
): "rounding" | "arithmetic" | null {
  const { delta_norm, delta_over_floor } = row;
  if (delta_over_floor !== null && delta_over_floor < MIN_FLOORS) return "rounding";
  return delta_norm > 0 && delta_norm < MIN_FLOORS * arithmeticError(row) ? "arithmetic" : null;
}

/** Its part of the results. */
export const schema = {
  mlp,
  results: {
    /** Layers at which the change of PC1 is too near to rounding noise, or to what arithmetic may be off by, to be spoken of. */
    within_noise: v.array(count),
  },
};
