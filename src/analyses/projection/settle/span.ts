/**
 * How much of a difference lies in the span of the vectors, and how many directions they come to.
 *
 * The singular values s_k of the unit vectors are the roots of the eigenvalues l_k of their Gram matrix, whose eigenvectors w_k
 * give (d . v_k)^2 = (w_k . (U d))^2 / l_k for the right singular vectors v_k. Float64 gives eigenvalues to about 1e-15 of the
 * largest, and the cut-off, 1e-6 of the largest singular value, is 1e-12 of the largest eigenvalue: rounding stays below it, and
 * what is kept is exact to a thousandth at worst. A singular value decomposition of the vectors themselves would tell values
 * below the cut-off apart, which nothing here needs, in many times the time.
 *
 * Shape letters: S semantic vectors.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { SpanRow } from "../../../results.ts";
import { rankP } from "../../../math/significance.ts";
import { dot } from "../../../math/vector_math.ts";
import type { Space, Target } from "./space.ts";

/** Of the largest singular value: below it a direction is rounding. */
const SINGULAR_TOLERANCE = 1e-6;

/** R^2 this much smaller is the same but for rounding. */
const TIE = 1e-12;

/** R^2 of the difference of PC1 and of the draws in one variant, and the shape of the span. */
export function spanRow(space: Space): SpanRow {
  const { variant, vectors, dimensions, differences: [difference] } = space;
  const { eigenvalues, axes } = principalAxes(space.gram);
  const rSquared = ({ squared, along }: Target): number | null => {
    if (squared === 0) return null;
    let inSpan = 0;
    for (const [k, axis] of axes.entries()) inSpan += dot(axis, along) ** 2 / eigenvalues[k]!;
    return Math.min(1, inSpan / squared);
  };
  const draws = space.draws.map(rSquared).filter((value) => value !== null);
  const [first] = axes;
  const { squared, along } = difference;
  const sum = total(eigenvalues, 1);
  const r2 = rSquared(difference);
  return {
    variant,
    r2,
    draws_q50: quantile(draws, 0.5) ?? null,
    draws_q95: quantile(draws, 0.95) ?? null,
    // Where the vectors span everything all R^2 are 1 but for rounding.
    draws_p: r2 === null || draws.length === 0 ? null : rankP(r2 - TIE, draws),
    rank: axes.length,
    vectors: vectors.length,
    dimensions,
    first_share: first === undefined ? null : eigenvalues[0]! / sum,
    effective_number: first === undefined ? null : sum ** 2 / total(eigenvalues, 2),
    d_along_first: first === undefined || squared === 0
      ? null
      : Math.min(1, dot(first, along) ** 2 / eigenvalues[0]! / squared),
  };
}

/** All eigenvalues, largest first, and the eigenvectors of those above the cut-off. */
function principalAxes(
  gram: readonly Float64Array[],
): { eigenvalues: number[]; axes: Float64Array[] } {
  // ml-matrix knows no empty matrix.
  if (gram.length === 0) return { eigenvalues: [], axes: [] };
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix([...gram]),
    { assumeSymmetric: true },
  );
  const order = realEigenvalues.map((_, k) => k)
    .sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const eigenvalues = order.map((k) => realEigenvalues[k]!);
  const least = SINGULAR_TOLERANCE ** 2 * eigenvalues[0]!;
  const axes = order.filter((k) => realEigenvalues[k]! > least)
    .map((k) => Float64Array.from(eigenvectorMatrix.getColumn(k))); // f64 [S] each
  return { eigenvalues, axes };
}

function total(values: readonly number[], power: 1 | 2): number {
  return values.reduce((sum, value) => sum + value ** power, 0);
}
