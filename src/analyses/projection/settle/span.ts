/**
 * How much of a difference lies in the span of the vectors, and how many directions they come to.
 *
 * The rank is the number of singular values above 1e-6 of the largest: of eigenvalues of the Gram matrix, their squares, above 1e-12
 * of its largest one, which float64 gives to about 1e-15 of it. With as many vectors as the rank says, each the farthest outside the
 * span of those before, L the Cholesky factor of their Gram matrix, |L^-1 (U d)|^2 is the squared length of d in the span: one
 * factor serves the differences of all draws.
 *
 * Shape letters: S semantic vectors, N differences.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import { leadingEigenpairs } from "../../../math/leading_eigenpairs.ts";
import { eigenvaluesAbove, pivotedCholesky } from "../../../math/pivoted_cholesky.ts";
import { addWeighted } from "../../../math/products.ts";
import { rankP } from "../../../math/significance.ts";
import { dot } from "../../../math/vector_math.ts";
import type { SpanRow } from "../../../results.ts";
import type { Space, Target } from "./space.ts";

/** Of the largest singular value: below it a direction is rounding. */
const SINGULAR_TOLERANCE = 1e-6;

/** R^2 this much smaller is the same but for rounding. */
const TIE = 1e-12;

/** R^2 of the difference of PC1 and of the draws in one variant, and the shape of the span. */
export function spanRow(space: Space): SpanRow {
  const { variant, vectors, gram, dimensions, differences: [difference] } = space;
  const [first] = leadingEigenpairs(gram, 1);
  const rank = eigenvaluesAbove(gram, SINGULAR_TOLERANCE ** 2 * (first?.value ?? 0));
  const [r2 = null, ...ofDraws] = rSquared([difference, ...space.draws], { gram, rank });
  const draws = ofDraws.filter((value) => value !== null);
  const { squared, along } = difference;
  // The eigenvalues and their squares add up to these.
  const sum = gram.reduce((total, row, i) => total + row[i]!, 0);
  const squares = gram.reduce((total, row) => total + dot(row, row), 0);
  return {
    variant,
    r2,
    draws_q50: quantile(draws, 0.5) ?? null,
    draws_q95: quantile(draws, 0.95) ?? null,
    // Where the vectors span everything all R^2 are 1 but for rounding.
    draws_p: r2 === null || draws.length === 0 ? null : rankP(r2 - TIE, draws),
    rank,
    vectors: vectors.length,
    dimensions,
    first_share: first === undefined ? null : first.value / sum,
    effective_number: first === undefined ? null : sum ** 2 / squares,
    d_along_first: first === undefined || squared === 0
      ? null
      : Math.min(1, dot(first.vector, along) ** 2 / first.value / squared),
  };
}

/** Of every target: the share of its squared length that lies in the span, null where it has none. */
function rSquared(
  targets: readonly Target[],
  { gram, rank }: { gram: readonly Float64Array[]; rank: number },
): (number | null)[] {
  const { pivots, factor } = pivotedCholesky(gram, { most: rank });
  const inSpan = new Float64Array(targets.length);
  const parts: Float64Array[] = []; // f64 [N] each: of every target along each vector of the orthonormal basis
  for (const [k, pivot] of pivots.entries()) {
    const row = factor[k]!;
    const part = Float64Array.from(targets, ({ along }) => along[pivot]!);
    addWeighted(part, { weights: row.map((entry) => -entry), vectors: parts });
    for (let n = 0; n < part.length; n++) {
      part[n]! /= row[k]!;
      inSpan[n]! += part[n]! * part[n]!;
    }
    parts.push(part);
  }
  return targets.map(({ squared }, n) => squared === 0 ? null : Math.min(1, inSpan[n]! / squared));
}
