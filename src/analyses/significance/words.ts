/**
 * Sentences about chance: how many other directions turn as far as PC1 at its peak, or as a vector that was given at its own.
 *
 * @module
 */

import { noisyPeak } from "../../results/spoken.ts";
import type { Finding, Measured } from "../../results.ts";
import { besideDraws } from "./words/beside_draws.ts";
import { besideRandom } from "./words/beside_random.ts";
import { givenInputs } from "./words/given_inputs.ts";

/** PC1 at its peak, and each vector that was given, at its own. */
export function words(measured: Measured): Finding[] {
  return [...besideChance(measured), ...givenInputs(measured)];
}

/** PC1 at the angular peak beside random role mixtures and random directions; without a verdict, beside the directions alone. */
function besideChance(measured: Measured): Finding[] {
  const { evidence } = measured;
  if (noisyPeak(measured) !== undefined) return [];
  return evidence === null || evidence.verdict === null
    ? besideRandom(measured)
    : besideDraws(measured, evidence);
}
