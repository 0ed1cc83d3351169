/**
 * What rounding the stored weights of the base to bfloat16 alone does, and from where on a change is called a difference.
 *
 * @module
 */

import * as v from "valibot";
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
      "|y of the base as stored - y of the base in bfloat16|. Empty where the base is stored in bfloat16.",
    digits: 4,
  }),
  delta_over_floor: column(later, {
    label: "|d| / noise floor",
    meaning: "Length of the change over the noise floor.",
    digits: 3,
  }),
} satisfies Columns;

/** Its part of the results. */
export const schema = {
  mlp,
  results: {
    /** Layers at which the change of PC1 is too near to rounding noise, or to what arithmetic may be off by, to be spoken of. */
    within_noise: v.array(count),
  },
};
