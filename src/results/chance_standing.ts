/**
 * Whether PC1 is set apart from random inputs, or why that cannot be told.
 *
 * @module
 */

import type { ChanceStanding } from "../analyses/significance/schema.ts";
import { ALPHA, MIN_DRAWS } from "../math/significance.ts";

/** Share of random inputs turning as far above which PC1 is not set apart from them. */
const CHANCE_SHARE = 0.05;

/** Fewer random inputs tell nothing of chance: both signs of the fewest draws. */
const MIN_INPUTS = 2 * MIN_DRAWS;

/**
 * By the family-wise p against `n` draws of a baseline.
 *
 * @example
 * ```ts
 * import { standingByP } from "./chance_standing.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(standingByP({ n: 19, pfw: 0.05 }), "apart");
 * strictEqual(standingByP({ n: 18, pfw: 0.05 }), "too_few");
 * ```
 */
export function standingByP({ n, pfw }: { n: number; pfw: number | null }): ChanceStanding {
  if (n === 0) return "not_run";
  if (n < MIN_DRAWS) return "too_few";
  if (pfw === null) return "no_p_value";
  return pfw <= ALPHA ? "apart" : "not_apart";
}

/** By how many of `n` random inputs, each sign one, turn at least as far; null where PC1 has no angle. */
export function standingByShare(
  { n, n_at_least }: { n: number; n_at_least: number | null },
): ChanceStanding {
  if (n === 0) return "not_run";
  if (n < MIN_INPUTS) return "too_few";
  if (n_at_least === null) return "no_p_value";
  return n_at_least > CHANCE_SHARE * n ? "not_apart" : "apart";
}
