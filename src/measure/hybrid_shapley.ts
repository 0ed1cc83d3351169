/**
 * Shapley values of the tensors of an MLP, from the outputs of all hybrids.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { joiningsOf } from "../math/shapley.ts";
import type { Vector } from "../math/vector_math.ts";
import type { MlpComponent } from "../results.ts";

/** Shapley value phi of every component, in their order, f64 `[C]` each; they sum to D. One that changes no hybrid has exactly 0. */
export function shapleyVectors(
  hybrids: readonly Vector[],
  components: readonly MlpComponent[],
): Map<MlpComponent, Float64Array> {
  return new Map(components.map((component, c) => {
    const phi = new Float64Array(hybrids[0]!.length);
    for (const { without, joined, share } of joiningsOf(c, components.length)) {
      const [before, after] = [hybrids[without]!, hybrids[joined]!];
      for (let k = 0; k < phi.length; k++) phi[k]! += share * (after[k]! - before[k]!);
    }
    return [component, phi];
  }));
}
