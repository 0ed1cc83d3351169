/**
 * Titles of figures that claim something: none is made of a difference within the rounding noise of the weights.
 *
 * @module
 */

import { isWithinNoise } from "../../results/spoken.ts";
import type { Results } from "../../results.ts";

/**
 * The claim about a layer, or where its difference may be rounding alone what is drawn.
 *
 * @example
 * ```ts
 * import { claimOf } from "./claim.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const title = (layer: number) => claimOf({ within_noise: [3] }, layer, { claim: "It turns by 9°", plain: "How far it turns" });
 * strictEqual(title(3), "How far it turns");
 * strictEqual(title(4), "It turns by 9°");
 * ```
 */
export function claimOf(
  results: Pick<Results, "within_noise">,
  layer: number,
  { claim, plain }: { claim: string; plain: string },
): string {
  return isWithinNoise(results, layer) ? plain : claim;
}
