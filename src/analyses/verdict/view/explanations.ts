/**
 * What explains the verdict, in a few words each: where the change arises, which tensor and neurons carry it, what it points to.
 *
 * @module
 */

import { isWithinNoise } from "../../../results/spoken.ts";
import type { Results } from "../../../results.ts";
import { causeLayer, hasCauses } from "../../../site/kit/cause_rows.ts";
import { arises, carries, neurons } from "./cause_explanations.ts";
import { pointsTo } from "./direction_explanations.ts";
import type { Explanation } from "./explanation.ts";

/** The answers for the layer of the verdict; none where nothing but rounding changed there or nothing was looked into. */
export function explanations(results: Results): { layer: number; items: Explanation[] } {
  const layer = causeLayer(results);
  const info = results.decomposition_info[layer];
  const isNothing = info === undefined || info.delta_norm === 0 || isWithinNoise(results, layer);
  return {
    layer,
    items: isNothing ? [] : [
      ...hasCauses(results)
        ? [...arises(results, layer), ...carries(results, layer), ...neurons(results, layer)]
        : [],
      ...pointsTo(results, layer),
    ],
  };
}
