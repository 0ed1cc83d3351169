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
import { COMPONENTS } from "../results/values.ts";

/** The components that a model has: all, or all but the post-norm where there are 16 hybrids. */
export function componentsOf(hybrids: readonly unknown[]): readonly MlpComponent[] {
  return COMPONENTS.slice(0, Math.log2(hybrids.length));
}

/** Shapley value phi of every component, f64 `[C]` each; they sum to D. */
export function shapleyVectors(hybrids: readonly Vector[]): Map<MlpComponent, Float64Array> {
  const components = componentsOf(hybrids);
  return new Map(components.map((component, c) => {
    const factors = shapleyFactors(c, components.length);
    const phi = new Float64Array(hybrids[0]!.length);
    for (const [coalition, y] of hybrids.entries()) {
      const factor = factors[coalition]!;
      for (let k = 0; k < phi.length; k++) phi[k]! += factor * y[k]!;
    }
    return [component, phi];
  }));
}
