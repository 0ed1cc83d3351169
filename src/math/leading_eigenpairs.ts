/**
 * The largest eigenvalues of a symmetric matrix with their eigenvectors: a few dozen products with the matrix, where all of them
 * would take as many steps as it has rows.
 *
 * The steps of Lanczos from a random start, each vector made orthogonal to all before it. One run meets an eigenvalue once however
 * often it occurs, and so another one looks at what is left beside the eigenvectors that were found, until nothing larger is there.
 *
 * Source: Lanczos, An Iteration Method for the Solution of the Eigenvalue Problem, 1950; Golub and Van Loan, Matrix Computations,
 * 4th edition, sections 10.1 and 10.3 (full reorthogonalisation, and the bound on what is left).
 *
 * Shape letters: N rows of the matrix, K steps of a run.
 *
 * @module
 */

import { productsOf } from "./products.ts";
import { seededUniforms } from "./random.ts";
import { tridiagonalEigenvalues } from "./tridiagonal.ts";
import { dot } from "./vector_math.ts";

/** An eigenvalue and its eigenvector. */
export interface Eigenpair {
  readonly value: number;
  /** Of length 1, in either sign. */
  readonly vector: Float64Array; // f64 [N]
}

/** Steps after which a run looks whether it has converged. */
const STEPS_BETWEEN_LOOKS = 8;
/** Eigenvalues this much alike, relatively, are the same but for rounding. */
const TIE = 1e-12;

/**
 * The `nWanted` largest eigenvalues, largest first; all of them where the matrix has fewer rows.
 *
 * @param matrix f64 [N, N], symmetric
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { leadingEigenpairs } from "./leading_eigenpairs.ts";
 * const matrix = [Float64Array.of(3, 0, 0), Float64Array.of(0, 1, 0), Float64Array.of(0, 0, 3)];
 * const values = leadingEigenpairs(matrix, 3).map(({ value }) => Math.round(1e9 * value) / 1e9);
 * assert.deepEqual(values, [3, 3, 1]);
 * ```
 */
export function leadingEigenpairs(
  matrix: readonly Float64Array[],
  nWanted: number,
): Eigenpair[] {
  const draw = seededUniforms("eigenvectors");
  const n = Math.min(nWanted, matrix.length);
  let found: Eigenpair[] = [];
  for (;;) {
    const least = found[n - 1]?.value ?? null;
    const more = runOn(matrix, { found, n: Math.max(1, n - found.length), draw });
    const [largest] = more;
    if (largest === undefined) return found.slice(0, n);
    if (least !== null && largest.value <= least + TIE * Math.abs(found[0]!.value)) {
      return found.slice(0, n);
    }
    found = [...found, ...more].sort((a, b) => b.value - a.value);
    if (n === 1) return found.slice(0, 1);
  }
}

/** At most `n` of the largest eigenvalues beside those found, each once; fewer where the run ends before, none where nothing is left. */
function runOn(
  matrix: readonly Float64Array[],
  { found, n, draw }: { found: readonly Eigenpair[]; n: number; draw: () => number },
): Eigenpair[] {
  const N = matrix.length, nLeft = N - found.length;
  if (nLeft === 0) return [];
  const taken = found.map(({ vector }) => vector);
  let next: Float64Array = Float64Array.from({ length: N }, draw);
  makeOrthogonal(next, taken);
  scale(next, 1 / Math.sqrt(dot(next, next)));
  const basis: Float64Array[] = []; // f64 [N] each, K of them
  const diagonal: number[] = [], beside: number[] = [];
  let size = Math.abs(found[0]?.value ?? 0);
  for (;;) {
    basis.push(next);
    const product = productsOf(next, matrix);
    diagonal.push(dot(product, next));
    // To all at once: what rounding leaves of a vector taken would grow from step to step.
    makeOrthogonal(product, [...taken, ...basis]);
    const left = Math.sqrt(dot(product, product));
    size = Math.max(size, Math.abs(diagonal.at(-1)!) + left);
    const isWhole = basis.length === nLeft || left <= N * Number.EPSILON * size;
    const isLook = basis.length >= n && basis.length % STEPS_BETWEEN_LOOKS === 0;
    if (isWhole || isLook && hasConverged({ diagonal, beside, left, n })) {
      return eigenpairs({ diagonal, beside, basis, n });
    }
    beside.push(left);
    scale(product, 1 / left);
    next = product;
  }
}

/** |A v - theta v| = left |w_K| for v = the basis times the eigenvector w of the tridiagonal matrix. */
function hasConverged(
  { diagonal, beside, left, n }: {
    diagonal: readonly number[];
    beside: readonly number[];
    left: number;
    n: number;
  },
): boolean {
  const last = new Float64Array(diagonal.length);
  last[last.length - 1] = 1;
  const values = tridiagonalEigenvalues({ diagonal, beside, rows: [last] });
  const order = bySize(values);
  const most = Number.EPSILON * Math.abs(values[order[0]!]!);
  return order.slice(0, n).every((k) => left * Math.abs(last[k]!) <= most);
}

/** Of the tridiagonal matrix, taken back along the basis. */
function eigenpairs(
  { diagonal, beside, basis, n }: {
    diagonal: readonly number[];
    beside: readonly number[];
    basis: readonly Float64Array[];
    n: number;
  },
): Eigenpair[] {
  const rows = diagonal.map((_, i) => {
    const row = new Float64Array(diagonal.length);
    row[i] = 1;
    return row;
  });
  const values = tridiagonalEigenvalues({ diagonal, beside, rows });
  return bySize(values).slice(0, n).map((k) => {
    const vector = new Float64Array(basis[0]!.length);
    for (const [i, direction] of basis.entries()) add(vector, rows[i]![k]!, direction);
    scale(vector, 1 / Math.sqrt(dot(vector, vector)));
    return { value: values[k]!, vector };
  });
}

/** Places by value, largest first. */
function bySize(values: Float64Array): number[] {
  return Array.from(values, (_, k) => k).sort((a, b) => values[b]! - values[a]!);
}

/** Takes away what lies along the directions, of length 1 and orthogonal to one another; twice, as rounding leaves some of it. */
function makeOrthogonal(vector: Float64Array, directions: readonly Float64Array[]): void {
  for (let i = 0; i < 2; i++) {
    for (const direction of directions) add(vector, -dot(vector, direction), direction);
  }
}

/** sum += factor * vector */
function add(sum: Float64Array, factor: number, vector: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * vector[i]!;
}

function scale(vector: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
}
