/**
 * Which of the tensors carries the change: each in turn from base or instruct, in every combination.
 *
 * Notation: v(S) the output of the hybrid whose tensors in S are the instruct model's, D = v(all) - v(none), O the outlier
 * coordinates.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { AttributionRow, MlpComponent } from "../../results.ts";
import { COMPONENTS } from "../../results/causes.ts";
import { dot, trimmed, type Vector } from "../../math/vector_math.ts";
import { shapleyFactors, shapleyValues } from "../../math/shapley.ts";

/** Shares of one component; null where D is zero. */
interface Shares {
  readonly share: number | null;
  readonly firstIn: number | null;
  readonly lastIn: number | null;
}

/** The components that a model has: all, or all but the post-norm where there are 16 hybrids. */
export function componentsOf(hybrids: readonly unknown[]): readonly MlpComponent[] {
  return COMPONENTS.slice(0, Math.log2(hybrids.length));
}

/**
 * A row for each component: share = phi . D / |D|^2 of its Shapley value phi, and the same of the change when it alone is
 * instruct's (first in) and when it alone is not yet (last in); then the three with O left out. Shares sum to 1; one may be
 * negative or above 1.
 *
 * @param hybrids v(S) `[C]` by the bits of S, in the order of the components: 32, or 16 without a post-norm.
 */
export function attributionRows(
  { layer, input_vector }: Pick<AttributionRow, "layer" | "input_vector">,
  hybrids: readonly Vector[],
  outliers: readonly number[] | null,
): AttributionRow[] {
  const raw = shares(hybrids);
  const kept = outliers === null ? null : shares(hybrids.map((y) => trimmed(y, outliers)));
  return componentsOf(hybrids).map((component, c): AttributionRow => ({
    layer,
    input_vector,
    component,
    share: raw[c]!.share,
    first_in: raw[c]!.firstIn,
    last_in: raw[c]!.lastIn,
    trimmed_share: kept?.[c]?.share ?? null,
    trimmed_first_in: kept?.[c]?.firstIn ?? null,
    trimmed_last_in: kept?.[c]?.lastIn ?? null,
  }));
}

function shares(hybrids: readonly Vector[]): Shares[] {
  const [none, all] = [hybrids[0]!, hybrids.at(-1)!];
  const change = Float64Array.from(all, (entry, k) => entry - none[k]!);
  const squared = dot(change, change);
  const components = componentsOf(hybrids);
  if (!(squared > 0) || !Number.isFinite(squared)) {
    return components.map(() => ({ share: null, firstIn: null, lastIn: null }));
  }
  // What each hybrid has moved along D, from 0 for the base to 1 for instruct.
  const moved = hybrids.map((y) => {
    const from = Float64Array.from(y, (entry, k) => entry - none[k]!);
    return dot(from, change) / squared;
  });
  const values = shapleyValues(moved);
  const known = (value: number) => Number.isFinite(value) ? value : null;
  return components.map((_, c) => ({
    share: known(values[c]!),
    firstIn: known(moved[1 << c]! - moved[0]!),
    lastIn: known(moved.at(-1)! - moved[moved.length - 1 - (1 << c)]!),
  }));
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
