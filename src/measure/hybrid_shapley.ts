/**
 * Shapley values of the tensors of an MLP, from the outputs of all hybrids.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { shapleyFactors } from "../math/shapley.ts";
import type { Vector } from "../math/vector_math.ts";
import type { MlpComponent } from "../results.ts";

/** Shapley value phi of every component, in their order, f64 `[C]` each; they sum to D. One that changes no hybrid has exactly 0. */
export function shapleyVectors(
  hybrids: readonly Vector[],
  components: readonly MlpComponent[],
): Map<MlpComponent, Float64Array> {
  return new Map(components.map((component, c) => {
    const factors = shapleyFactors(c, components.length);
    const phi = new Float64Array(hybrids[0]!.length);
    for (const [coalition, y] of hybrids.entries()) {
      const [factor, without] = [factors[coalition]!, coalition & ~(1 << c)];
      if (without === coalition) continue;
      const before = hybrids[without]!;
      for (let k = 0; k < phi.length; k++) phi[k]! += factor * (y[k]! - before[k]!);
    }
    return [component, phi];
  }));
}
