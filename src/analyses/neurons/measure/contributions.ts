/**
 * What each neuron of a layer contributes to the change of the output along one direction, and by which of its three factors.
 *
 * Shape letters: F intermediate size. Notation: h activations, D down, g the scale of the output (post-norm weight over rms), u
 * the direction; b base, i instruct.
 *
 * @module
 */

/** D[:,j] . (g * u) of every neuron j, f32 `[F]` each: by the model of the column, then by that of the scale. */
export interface Writing {
  readonly baseUnderBase: Float32Array;
  readonly baseUnderInstruct: Float32Array;
  readonly instructUnderBase: Float32Array;
  readonly instructUnderInstruct: Float32Array;
}

/** One number a neuron, f64 `[F]` each: `fires + writes + rescaled = contribution`. */
export interface Contributions {
  /** c_j = h_i[j] (D_i[:,j] . (g_i * u)) - h_b[j] (D_b[:,j] . (g_b * u)) */
  readonly contribution: Float64Array;
  /** The part of the changed activation. */
  readonly fires: Float64Array;
  /** That of the changed column of D. */
  readonly writes: Float64Array;
  /** That of the changed scale. */
  readonly rescaled: Float64Array;
}

/**
 * c_j of every neuron and its Shapley values over three factors, each of which is the base's or the instruct model's: the mean
 * over all orders in which the factors may change of what one changes when it comes to it.
 *
 * @param hidden h of both models, f32 `[F]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { contributions } from "./contributions.ts";
 * const writing = {
 *   baseUnderBase: Float32Array.of(1),
 *   baseUnderInstruct: Float32Array.of(1),
 *   instructUnderBase: Float32Array.of(2),
 *   instructUnderInstruct: Float32Array.of(2),
 * };
 * const hidden = { base: Float32Array.of(0), instruct: Float32Array.of(3) };
 * const { contribution, fires, writes, rescaled } = contributions(hidden, writing);
 * assert(contribution[0] === 6 && fires[0] === 4.5 && writes[0] === 1.5 && rescaled[0] === 0);
 * ```
 */
export function contributions(
  hidden: { base: Float32Array; instruct: Float32Array },
  writing: Writing,
): Contributions {
  const { baseUnderBase, baseUnderInstruct, instructUnderBase, instructUnderInstruct } = writing;
  const nNeurons = hidden.base.length;
  const contribution = new Float64Array(nNeurons);
  const fires = new Float64Array(nNeurons);
  const writes = new Float64Array(nNeurons);
  const rescaled = new Float64Array(nNeurons);
  for (let j = 0; j < nNeurons; j++) {
    const [hBase, hInstruct] = [hidden.base[j]!, hidden.instruct[j]!];
    const [bb, bi] = [baseUnderBase[j]!, baseUnderInstruct[j]!];
    const [ib, ii] = [instructUnderBase[j]!, instructUnderInstruct[j]!];
    contribution[j] = hInstruct * ii - hBase * bb;
    // A factor comes first or last in a third of the orders each, and after one certain other in a sixth.
    fires[j] = (hInstruct - hBase) * (2 * bb + ib + bi + 2 * ii) / 6;
    writes[j] = ((2 * hBase + hInstruct) * (ib - bb) + (hBase + 2 * hInstruct) * (ii - bi)) / 6;
    rescaled[j] = ((2 * hBase + hInstruct) * (bi - bb) + (hBase + 2 * hInstruct) * (ii - ib)) / 6;
  }
  return { contribution, fires, writes, rescaled };
}

/** Orders indices by |value| descending, the lower index first on a tie. */
export function bySize(values: Float64Array): (a: number, b: number) => number {
  return (a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || a - b;
}

/** Indices in the order of {@link bySize}; at most `n`. */
export function largest(values: Float64Array, n: number): number[] {
  // Only those as large as the n-th are put in order: sizes alone are sorted many times as fast as indices by their sizes.
  const least = values.map(Math.abs).sort()[values.length - n] ?? 0;
  return [...values.keys()].filter((j) => Math.abs(values[j]!) >= least)
    .sort(bySize(values))
    .slice(0, n);
}

/**
 * The fewest entries, largest first, that sum to at least `target`; null where no number of them does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fewestReaching } from "./contributions.ts";
 * assert(fewestReaching(Float64Array.of(1, -9, 4, 2), 5) === 2);
 * assert(fewestReaching(Float64Array.of(1, -9, 4, 2), 8) === null);
 * ```
 */
export function fewestReaching(values: Float64Array, target: number): number | null {
  const ascending = values.toSorted();
  let sum = 0;
  for (let n = 1; n <= ascending.length; n++) {
    const value = ascending[ascending.length - n]!;
    if (value <= 0) return null;
    sum += value;
    if (sum >= target) return n;
  }
  return null;
}
