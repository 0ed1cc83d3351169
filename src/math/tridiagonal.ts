/**
 * Eigenvalues of a symmetric tridiagonal matrix.
 *
 * @module
 */

/** Rotations of one eigenvalue after which something is wrong; two are usual. */
const MAX_SWEEPS = 60;

/**
 * Eigenvalues in no order, by QL steps with implicit shifts. `rows` are multiplied from the right by the eigenvectors, in place: rows
 * of the identity become those of the matrix whose columns are the eigenvectors.
 *
 * Source: the algorithm of Dubrulle, Martin and Wilkinson, The Implicit QL Algorithm, 1968 (`imtql2` of EISPACK).
 *
 * @param options.diagonal f64 [n]
 * @param options.beside f64 [n - 1] or longer, what stands beside the diagonal
 * @param options.rows f64 [n] each
 * @throws {Error} if it does not converge, as with entries that are not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tridiagonalEigenvalues } from "./tridiagonal.ts";
 * const values = tridiagonalEigenvalues({ diagonal: [2, 2], beside: [1], rows: [] });
 * assert.deepEqual([...values].map((value) => Math.round(1e9 * value) / 1e9).sort(), [1, 3]);
 * ```
 */
export function tridiagonalEigenvalues(
  { diagonal, beside, rows }: {
    diagonal: ArrayLike<number>;
    beside: ArrayLike<number>;
    rows: readonly Float64Array[];
  },
): Float64Array {
  const n = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = new Float64Array(n);
  for (let i = 0; i + 1 < n; i++) e[i] = beside[i]!;
  for (let first = 0; first < n; first++) {
    for (let nSweeps = 0;; nSweeps++) {
      const last = endOfBlock(first, { d, e });
      if (last === first) break;
      if (nSweeps === MAX_SWEEPS) {
        throw new Error(`Cannot find eigenvalue ${first + 1} of ${n}: it does not converge`);
      }
      sweep({ first, last }, { d, e, rows });
    }
  }
  return d;
}

/** Where the block that begins at `first` falls apart: what stands beside its diagonal there is rounding. */
function endOfBlock(first: number, { d, e }: { d: Float64Array; e: Float64Array }): number {
  let last = first;
  while (last + 1 < d.length) {
    const size = Math.abs(d[last]!) + Math.abs(d[last + 1]!);
    if (Math.abs(e[last]!) <= Number.EPSILON * size) break;
    last++;
  }
  return last;
}

/** One QL step of a block, from its end to its beginning. */
function sweep(
  { first, last }: { first: number; last: number },
  { d, e, rows }: { d: Float64Array; e: Float64Array; rows: readonly Float64Array[] },
): void {
  const half = (d[first + 1]! - d[first]!) / (2 * e[first]!);
  const root = Math.sqrt(half * half + 1);
  let g = d[last]! - d[first]! + e[first]! / (half + (half < 0 ? -root : root));
  let sine = 1, cosine = 1, shift = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e[i]!, b = cosine * e[i]!;
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) { // the block falls apart here
      d[i + 1]! -= shift;
      e[last] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    g = d[i + 1]! - shift;
    const turned = (d[i]! - g) * sine + 2 * cosine * b;
    shift = sine * turned;
    d[i + 1] = g + shift;
    g = cosine * turned - b;
    for (const row of rows) {
      const after = row[i + 1]!;
      row[i + 1] = sine * row[i]! + cosine * after;
      row[i] = cosine * row[i]! - sine * after;
    }
  }
  d[first]! -= shift;
  e[first] = g;
  e[last] = 0;
}
