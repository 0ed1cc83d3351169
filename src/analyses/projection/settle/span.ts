/**
 * How much of a difference lies in the span of the vectors, and how many directions they come to.
 *
 * A Cholesky factor L of the Gram matrix of as many vectors as the rank says makes them orthonormal: |L^-1 (U d)|^2 is the squared
 * length of what d has in their span, of all draws in one product. The rank is the number of singular values above 1e-6 of the
 * largest: of eigenvalues of the Gram matrix, their squares, above 1e-12 of the largest one, which float64 gives to about 1e-15. The
 * factor bounds them on both sides: they are counted one by one only where the bounds do not tell.
 *
 * Shape letters: S semantic vectors, K rank, N draws.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import { type Eigenpair, leadingEigenpairs } from "../../../math/leading_eigenpairs.ts";
import { inverseOfTriangle, pivotedCholesky } from "../../../math/pivoted_cholesky.ts";
import { productMatrix } from "../../../math/products.ts";
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
  const span = spanOf(gram, first);
  const [r2 = null, ...ofDraws] = rSquared(span, [difference, ...space.draws]);
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
    rank: span.basis.length,
    vectors: vectors.length,
    dimensions,
    first_share: first === undefined ? null : first.value / sum,
    effective_number: first === undefined ? null : sum ** 2 / squares,
    d_along_first: first === undefined || squared === 0
      ? null
      : Math.min(1, dot(first.vector, along) ** 2 / first.value / squared),
  };
}

/** An orthonormal basis e of the span of S vectors u. */
interface Span {
  /** Vectors of which the basis is made. */
  readonly pivots: readonly number[]; // K
  /** e_k as a sum of those vectors. */
  readonly basis: readonly Float64Array[]; // f64 [K, K]
}

function spanOf(gram: readonly Float64Array[], first: Eigenpair | undefined): Span {
  const least = SINGULAR_TOLERANCE ** 2 * (first?.value ?? 0);
  const { pivots, factor } = pivotedCholesky(gram, { enough: least });
  const basis = inverseOfTriangle(factor);
  // Of the vectors taken the smallest eigenvalue is at least 1 over the sum of squares of L^-1; of all there is one as large.
  const isClear = 1 / basis.reduce((sum, row) => sum + dot(row, row), 0) > least;
  const rank = isClear ? basis.length : leadingEigenpairs(gram, basis.length)
    .filter(({ value }) => value > least).length;
  return {
    pivots: pivots.slice(0, rank),
    basis: basis.slice(0, rank).map((row) => row.subarray(0, rank)),
  };
}

/** Of every target: the share of its squared length that lies in the span, null where it has none. */
function rSquared({ pivots, basis }: Span, targets: readonly Target[]): (number | null)[] {
  const known = targets.map(({ along }) => Float64Array.from(pivots, (pivot) => along[pivot]!));
  const inSpan = productMatrix(known, basis); // f64 [N, K]
  return targets.map(({ squared }, n) =>
    squared === 0 ? null : Math.min(1, dot(inSpan[n]!, inSpan[n]!) / squared)
  );
}
