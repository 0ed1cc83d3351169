/**
 * What is measured of one input on its way through the MLP, in each variant.
 *
 * Notation: x an input, d = y_i - y_b, e and o the even and odd parts of d in x, O the outlier dimensions.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { RowComparison } from "../compute/row_comparisons.ts";
import type { OutputVariant, Quantity } from "../results.ts";
import { changeAngular, difference } from "./change.ts";
import { dot, trimmed, type Vector } from "../math/vector_math.ts";

/** One input and what base and instruct make of it. */
export interface TracedInput {
  readonly x: Vector; // [C]
  readonly base: Vector; // y_b [C]
  readonly instruct: Vector; // y_i [C]
  /** Products with down, before the post-norm. */
  readonly downBase: Vector; // [C]
  readonly downInstruct: Vector; // [C]
  /** The down product of instruct after the base's post-norm; null without one. */
  readonly baseNormed: Vector | null; // [C]
  readonly gate: RowComparison;
  readonly up: RowComparison;
  readonly hidden: RowComparison;
}

/** Numbers by variant; null where unknown. A variant that was not asked for is absent. */
export type ByVariant = Readonly<Partial<Record<OutputVariant, number | null>>>;

/** Numbers by what they are of; `base_normed_angular` is absent without a post-norm. */
export type Quantities = Readonly<Partial<Record<Quantity, ByVariant>>>;

/** What is measured of x and of -x. */
export interface PairQuantities {
  readonly plus: Quantities;
  readonly minus: Quantities;
}

/** Measures a pair of inputs x and -x; `outliers` are O, or null where the trimmed variant is unknown. */
export function pairQuantities(
  plus: TracedInput,
  minus: TracedInput,
  outliers: readonly number[] | null,
): PairQuantities {
  const variants = variantsOf(outliers);
  const shares = (ofPlus: Vector, ofMinus: Vector) =>
    inVariants(variants, (keep) => evenShare(keep(ofPlus), keep(ofMinus)));
  const even = {
    down_even_share: shares(
      exact(plus.downBase, plus.downInstruct),
      exact(minus.downBase, minus.downInstruct),
    ),
    output_even_share: shares(
      exact(plus.base, plus.instruct),
      exact(minus.base, minus.instruct),
    ),
  };
  return {
    plus: { ...signedQuantities(plus, variants), ...even },
    minus: { ...signedQuantities(minus, variants), ...even },
  };
}

function signedQuantities(input: TracedInput, variants: readonly Variant[]): Quantities {
  const { x, base, instruct, downBase, downInstruct, baseNormed } = input;
  const turned = (a: Vector, b: Vector) =>
    inVariants(variants, (keep) => changeAngular(keep(a), keep(b)));
  const along = variants.map(([variant, keep]) =>
    [variant, {
      base: selfProjection(keep(base), keep(x)),
      instruct: selfProjection(keep(instruct), keep(x)),
    }] as const
  );
  const of = (number: (parts: typeof along[number][1]) => number | null): ByVariant =>
    Object.fromEntries(along.map(([variant, parts]) => [variant, number(parts)]));
  return {
    gate_angular: { raw: comparedAngular(input.gate) },
    up_angular: { raw: comparedAngular(input.up) },
    hidden_angular: { raw: comparedAngular(input.hidden) },
    down_angular: turned(downBase, downInstruct),
    ...baseNormed === null ? {} : { base_normed_angular: turned(base, baseNormed) },
    output_angular: turned(base, instruct),
    base_self_projection: of(({ base }) => base?.along ?? null),
    instruct_self_projection: of(({ instruct }) => instruct?.along ?? null),
    self_projection_change: of(({ base, instruct }) => minusOrNull(instruct?.along, base?.along)),
    base_orthogonal_norm: of(({ base }) => base?.beside ?? null),
    instruct_orthogonal_norm: of(({ instruct }) => instruct?.beside ?? null),
    orthogonal_norm_change: of(({ base, instruct }) => minusOrNull(instruct?.beside, base?.beside)),
  };
}

/** A variant, and what it leaves of a vector, in float64: worked out once a vector. */
type Variant = readonly [OutputVariant, (vector: Vector) => Float64Array];

function variantsOf(outliers: readonly number[] | null): Variant[] {
  const raw: Variant = ["raw", remembering((vector) => new Float64Array(vector))];
  if (outliers === null) return [raw];
  return [raw, ["trimmed", remembering((vector) => trimmed(vector, outliers))]];
}

function remembering(keep: Variant[1]): Variant[1] {
  const known = new Map<Vector, Float64Array>();
  return (vector) => {
    const kept = known.get(vector) ?? keep(vector);
    known.set(vector, kept);
    return kept;
  };
}

function inVariants(
  variants: readonly Variant[],
  measure: (keep: Variant[1]) => number | null,
): ByVariant {
  return Object.fromEntries(variants.map(([variant, keep]) => [variant, measure(keep)]));
}

function comparedAngular({ baseSquared, instructSquared, deltaAngular }: RowComparison) {
  if (baseSquared > 0 && instructSquared > 0) return deltaAngular;
  return baseSquared === instructSquared ? 0 : null;
}

/**
 * |e|^2 / (|e|^2 + |o|^2) with e = (d(x) + d(-x)) / 2 and o = (d(x) - d(-x)) / 2; null where both are zero.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { evenShare } from "./quantities.ts";
 * assert(evenShare(Float64Array.of(1, 0), Float64Array.of(1, 0)) === 1);
 * assert(evenShare(Float64Array.of(1, 0), Float64Array.of(0, 1)) === 0.5);
 * ```
 */
export function evenShare(ofPlus: Float64Array, ofMinus: Float64Array): number | null {
  let [even, odd] = [0, 0];
  for (let k = 0; k < ofPlus.length; k++) {
    even += (ofPlus[k]! + ofMinus[k]!) ** 2;
    odd += (ofPlus[k]! - ofMinus[k]!) ** 2;
  }
  return even + odd === 0 ? null : even / (even + odd);
}

/** y . x / |x| and the length of what is left of y; null where x has no length. */
function selfProjection(y: Float64Array, x: Float64Array) {
  const length = Math.sqrt(dot(x, x));
  if (length === 0) return null;
  const along = dot(y, x) / length;
  let beside = 0;
  for (let k = 0; k < y.length; k++) beside += (y[k]! - along * x[k]! / length) ** 2;
  return { along, beside: Math.sqrt(beside) };
}

/** d without the rounding of outputs. */
function exact(base: Vector, instruct: Vector): Float64Array {
  return difference(base, instruct, { isRounded: false });
}

function minusOrNull(a: number | undefined, b: number | undefined): number | null {
  return a === undefined || b === undefined ? null : a - b;
}
