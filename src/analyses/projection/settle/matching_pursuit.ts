/**
 * Orthogonal matching pursuit: a difference from as few vectors as tell most of it, taken one by one.
 *
 * It works on products alone. Of every vector u its product with the residual is kept, and with an orthonormal basis of the
 * vectors taken (Gram-Schmidt, which is a Cholesky factorisation of their Gram matrix), so that a step costs S products for each
 * step before, and all draws can be pursued as well.
 *
 * Shape letters: S semantic vectors.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import type { PursuitStep } from "../../../results.ts";
import type { Space, Target } from "./space.ts";

const MAX_STEPS = 15;
/** The pursuit ends when the residual is shorter than this share of d. */
const NO_RESIDUAL = 1e-6;
/** The pursuit ends when no product with the residual is larger than this share of |d|. */
const NO_PART = 1e-9;
/** A vector is in the span of those taken when no more than this share of its length is outside: as where ranks are counted. */
const IN_SPAN = 1e-6;
/** Products this much alike, relatively, differ by rounding: the same vector under two names. */
const TIE = 1e-12;

/** One vector taken. */
export interface Taken {
  /** Among the vectors of the space. */
  readonly ix: number;
  /** After the last step, of the unit vector. */
  readonly coefficient: number;
  /** Of all steps so far. */
  readonly r2: number;
}

/**
 * At each step the vector of largest |u . residual|, the first on a tie; then all coefficients by least squares.
 *
 * @param gram f64 [S, S], u_i . u_j of unit vectors
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matchingPursuit } from "./matching_pursuit.ts";
 * const gram = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
 * const taken = matchingPursuit({ squared: 25, along: Float64Array.of(3, -4) }, gram);
 * assert.deepEqual(taken.map(({ ix, coefficient }) => [ix, coefficient]), [[1, -4], [0, 3]]);
 * ```
 */
export function matchingPursuit(
  { squared, along }: Target,
  gram: readonly Float64Array[],
): Taken[] {
  const residual = along.slice(); // u . residual, f64 [S]
  const outside = new Float64Array(along.length).fill(1); // |u|^2 outside the span of the taken, f64 [S]
  const basis: Float64Array[] = []; // e_j . u of each basis vector e_j, f64 [S] each
  const parts: number[] = []; // e_j . d
  const steps: { ix: number; r2: number }[] = [];
  let explained = 0;
  while (steps.length < MAX_STEPS && squared - explained >= NO_RESIDUAL ** 2 * squared) {
    const ix = largestPart(residual, outside);
    if (ix === null || Math.abs(residual[ix]!) <= NO_PART * Math.sqrt(squared)) break;
    const next = nextBasisVector(gram[ix]!, { ix, basis });
    const part = residual[ix]! / next[ix]!;
    for (let i = 0; i < residual.length; i++) {
      residual[i]! -= part * next[i]!;
      outside[i]! -= next[i]! * next[i]!;
    }
    outside[ix] = 0;
    basis.push(next);
    parts.push(part);
    explained += part * part;
    steps.push({ ix, r2: Math.min(1, explained / squared) });
  }
  const coefficients = solve(parts, { basis, taken: steps.map(({ ix }) => ix) });
  return steps.map((step, j) => ({ ...step, coefficient: coefficients[j]! }));
}

/** The vector with most of the residual; null where all are in the span of those taken. */
function largestPart(residual: Float64Array, outside: Float64Array): number | null {
  let largestIx: number | null = null, largest = 0;
  for (let i = 0; i < residual.length; i++) {
    const part = Math.abs(residual[i]!);
    if (outside[i]! > IN_SPAN ** 2 && part > largest * (1 + TIE)) [largestIx, largest] = [i, part];
  }
  return largestIx;
}

/** e . u of the vector `ix` less its part in the basis, made unit length. */
function nextBasisVector(
  products: Float64Array,
  { ix, basis }: { ix: number; basis: readonly Float64Array[] },
): Float64Array {
  const next = products.slice(); // f64 [S]
  for (const before of basis) {
    const along = before[ix]!;
    for (let i = 0; i < next.length; i++) next[i]! -= along * before[i]!;
  }
  const length = Math.sqrt(next[ix]!);
  for (let i = 0; i < next.length; i++) next[i]! /= length;
  return next;
}

/** Coefficients x of the vectors taken, from sum over k of x_k e_j . u_k = e_j . d, last first. */
function solve(
  parts: readonly number[],
  { basis, taken }: { basis: readonly Float64Array[]; taken: readonly number[] },
): number[] {
  const coefficients = new Array<number>(parts.length).fill(0);
  for (let j = parts.length - 1; j >= 0; j--) {
    let left = parts[j]!;
    for (let k = j + 1; k < parts.length; k++) left -= coefficients[k]! * basis[j]![taken[k]!]!;
    coefficients[j] = left / basis[j]![taken[j]!]!;
  }
  return coefficients;
}

/** The pursuit of the difference of PC1, each step beside as many steps of the draws' own pursuits. */
export function pursuitSteps(
  { variant, vectors, gram, differences: [difference], draws }: Space,
): PursuitStep[] {
  const curves = draws.filter(({ squared }) => squared > 0)
    .map((draw) => matchingPursuit(draw, gram).map(({ r2 }) => r2));
  return matchingPursuit(difference, gram).map(({ ix, coefficient, r2 }, i) => {
    const { kind, name } = vectors[ix]!;
    // A pursuit that ended before keeps what it had.
    const reached = curves.map((curve) => curve[i] ?? curve.at(-1) ?? 0);
    return {
      variant,
      step: i + 1,
      kind,
      name,
      coefficient,
      r2,
      draws_q50: quantile(reached, 0.5) ?? null,
      draws_q95: quantile(reached, 0.95) ?? null,
    };
  });
}
