/**
 * The change of one output without its outlier dimensions, and without its component along the mean state.
 *
 * Shape letters: C hidden size. Notation: mu the mean state, d = y_i - y_b, O the outlier dimensions.
 *
 * @module
 */

import { oneMinusCos } from "./change.ts";
import type { Vector } from "../math/vector_math.ts";
import type { VariantDelta, VariantDeltas } from "./variants.ts";

/** A length below this share of the raw one is rounding: a vector along mu less its part along mu. */
const NO_LENGTH = 1e-12;

/**
 * Measures outputs y_b and y_i `[C]` and their difference d `[C]` in three variants: *raw*; *trimmed*, the coordinates O of all
 * three set to zero; *centred*, the component along mu removed from all three. Where |d| is 0 so is 1 - cos, and the shares are null; where an output has no length 1 - cos is null.
 *
 * d is given, not taken from the outputs, because notebook rounding rounds it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { measureVariants } from "./measure_variants.ts";
 * const base = Float64Array.of(3, 0, 4), instruct = Float64Array.of(3, 4, 0);
 * const { raw, trimmed } = measureVariants(base, instruct, {
 *   d: Float64Array.of(0, 4, -4),
 *   outliers: [2],
 *   mu: Float64Array.of(0, 0, 1),
 * });
 * assert(raw.participationRatio === 2 && trimmed.deltaNorm === 4 && trimmed.top1Share === 1);
 * ```
 */
export function measureVariants(
  base: Vector,
  instruct: Vector,
  options: { d: Float64Array; outliers: readonly number[]; mu: Vector },
): VariantDeltas {
  const { outliers, mu } = options;
  // One set of float64 copies serves all variants: loops over one type of array run several times as fast.
  const y: Outputs = {
    base: new Float64Array(base),
    instruct: new Float64Array(instruct),
    d: new Float64Array(options.d),
  };
  const rawSums = sums(y);
  const raw = measure(y, { left: rawSums, raw: rawSums });
  for (const k of outliers) y.base[k] = y.instruct[k] = y.d[k] = 0;
  const trimmed = measure(y, { left: sums(y), raw: rawSums });
  for (const k of outliers) {
    [y.base[k], y.instruct[k], y.d[k]] = [base[k]!, instruct[k]!, options.d[k]!];
  }
  removeAlong(y, mu);
  return { raw, trimmed, centred: measure(y, { left: sums(y), raw: rawSums }) };
}

/** y_b, y_i and d, or what a variant leaves of them. */
interface Outputs {
  readonly base: Float64Array; // f64 [C]
  readonly instruct: Float64Array; // f64 [C]
  readonly d: Float64Array; // f64 [C]
}

/** Sums over the entries of {@link Outputs}. */
interface Sums {
  readonly base: number; // |y_b|^2
  readonly instruct: number; // |y_i|^2
  readonly d: number; // |d|^2
  readonly fourth: number; // sum d_k^4
  readonly largest: number; // max d_k^2
}

/** All in one pass, which takes no longer than each alone would. */
function sums({ base, instruct, d }: Outputs): Sums {
  let [squaredBase, squaredInstruct, squaredD, fourth, largest] = [0, 0, 0, 0, 0];
  for (let k = 0; k < d.length; k++) {
    const [b, i, square] = [base[k]!, instruct[k]!, d[k]! * d[k]!];
    squaredBase += b * b;
    squaredInstruct += i * i;
    squaredD += square;
    fourth += square * square;
    if (square > largest) largest = square;
  }
  return { base: squaredBase, instruct: squaredInstruct, d: squaredD, fourth, largest };
}

/** Removes the component along mu from each, in place. */
function removeAlong({ base, instruct, d }: Outputs, mu: Vector): void {
  let [alongBase, alongInstruct, alongD, squaredMu] = [0, 0, 0, 0];
  for (let k = 0; k < d.length; k++) {
    const m = mu[k]!;
    alongBase += base[k]! * m;
    alongInstruct += instruct[k]! * m;
    alongD += d[k]! * m;
    squaredMu += m * m;
  }
  if (squaredMu === 0) return;
  for (let k = 0; k < d.length; k++) {
    const m = mu[k]! / squaredMu;
    base[k]! -= alongBase * m;
    instruct[k]! -= alongInstruct * m;
    d[k]! -= alongD * m;
  }
}

/** `left` are the sums of what the variant leaves, `raw` those of the raw vectors. */
function measure(
  { base, instruct }: Outputs,
  { left, raw }: { left: Sums; raw: Sums },
): VariantDelta {
  const hasLength = (key: "base" | "instruct" | "d") => left[key] > NO_LENGTH ** 2 * raw[key];
  if (!hasLength("d")) {
    return { deltaNorm: 0, deltaAngular: 0, top1Share: null, participationRatio: null };
  }
  const lengthOf = (key: "base" | "instruct") => hasLength(key) ? Math.sqrt(left[key]) : 0;
  return {
    deltaNorm: Math.sqrt(left.d),
    deltaAngular: oneMinusCos(base, instruct, [lengthOf("base"), lengthOf("instruct")]),
    top1Share: left.largest / left.d,
    participationRatio: left.d ** 2 / left.fourth,
  };
}
