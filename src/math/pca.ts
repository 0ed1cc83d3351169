/**
 * Principal component analysis in float64, of vectors less their mean or of z-scores.
 *
 * @module
 */

import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { gramMatrix } from "./products.ts";
import { dot, norm, type Vector, widened } from "./vector_math.ts";

/** Principal components of N vectors of C entries. */
export interface Pca {
  /** Unit vectors, largest variance first, each with its largest-magnitude entry positive. */
  readonly components: readonly Float64Array[]; // f64 [C] each
  /** Share of the total variance of each component. */
  readonly varianceExplained: readonly number[];
  /** Per component the coordinates of the centred vectors. */
  readonly coordinates: readonly Float64Array[]; // f64 [N] each
  /** sigma, by which every coordinate of the vectors was divided; null where none was. */
  readonly scale: Float64Array | null; // f64 [C]
}

/** `mean`: the vectors less their mean. `standard`: those divided by their sd as well (z-scores). */
export type PcaScale = "mean" | "standard";

/** Below this share of the largest, an eigenvalue is rounding noise: N centred vectors span at most N - 1 dimensions. */
const RANK_TOLERANCE = 1e-10;

/**
 * The first `nComponents` principal components, fewer where the vectors span fewer. With far fewer vectors than entries (N << C)
 * the eigenvectors u of the N x N Gram matrix of the centred vectors X give the components as X^T u / |X^T u|. With `scale:
 * "standard"` X holds z-scores as scikit-learn's StandardScaler forms them: sd over N, constant coordinates left unscaled.
 * `counts` tells how often each vector occurs, once if not given: a resample is worked out without its repetitions. `gram` is X X^T
 * before any scaling, where it is known.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { principalComponents } from "./pca.ts";
 * const pca = principalComponents([[0, 0], [0, 2], [0, 7]].map((v) => Float32Array.from(v)), 2);
 * assert(pca.components.length === 1 && pca.components[0]?.[1] === 1);
 * ```
 */
export function principalComponents(
  vectors: readonly Vector[],
  nComponents: number,
  options: { scale?: PcaScale; counts?: readonly number[]; gram?: readonly Float64Array[] } = {},
): Pca {
  const counts = options.counts ?? vectors.map(() => 1);
  const centred = centre(vectors, counts);
  const scale = options.scale === "standard"
    ? standardDeviations(centred, { vectors, counts })
    : null;
  if (scale !== null) {
    for (const vector of centred) for (let i = 0; i < scale.length; i++) vector[i]! /= scale[i]!;
  }
  const roots = counts.map(Math.sqrt);
  const gram = Matrix.zeros(centred.length, centred.length);
  let totalVariance = 0;
  const known = scale === null ? options.gram : undefined;
  for (const [i, products] of (known ?? gramMatrix(centred)).entries()) {
    for (let j = 0; j <= i; j++) {
      const product = roots[i]! * roots[j]! * products[j]!;
      gram.set(i, j, product);
      gram.set(j, i, product);
    }
    totalVariance += gram.get(i, i);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) =>
    realEigenvalues[j]! - realEigenvalues[i]!
  );
  const largest = realEigenvalues[order[0] ?? 0] ?? 0;
  const kept = order.slice(0, nComponents)
    .filter((i) => realEigenvalues[i]! > RANK_TOLERANCE * largest);
  const components = kept.map((i) => {
    const u = eigenvectorMatrix.getColumn(i).map((entry, n) => roots[n]! * entry);
    return component(centred, u);
  });
  return {
    components,
    varianceExplained: kept.map((i) => realEigenvalues[i]! / totalVariance),
    coordinates: components.map((axis) =>
      Float64Array.from(centred, (vector) => dot(vector, axis))
    ),
    scale,
  };
}

/**
 * The Gram matrix of a resample less its own mean, out of that of all vectors less any one vector: g_ij - g_i - g_j + g, with the
 * means g_i of row i and g of all over the resample.
 *
 * @param all f64 `[N, N]`
 * @param places Of the vectors that were drawn, S of them.
 * @param counts How often each of those was drawn.
 * @returns f64 `[S, S]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { resampledGram } from "./pca.ts";
 * import { gramMatrix } from "./products.ts";
 * const all = gramMatrix([1, 4, 9].map((entry) => Float64Array.of(entry)));
 * const gram = resampledGram(all, { places: [0, 1], counts: [2, 1] }); // 1, 1 and 4, less their mean 2
 * assert.deepEqual(gram.map((row) => [...row]), [[1, -2], [-2, 4]]);
 * ```
 */
export function resampledGram(
  all: readonly Float64Array[],
  { places, counts }: { places: readonly number[]; counts: readonly number[] },
): Float64Array[] {
  const drawn = places.map((i) => Float64Array.from(places, (j) => all[i]![j]!));
  const N = total(counts);
  const mean = (entries: ArrayLike<number>) =>
    counts.reduce((sum, count, ix) => sum + count / N * entries[ix]!, 0);
  const means = drawn.map(mean);
  const overall = mean(means);
  return drawn.map((row, i) => row.map((entry, j) => entry - means[i]! - means[j]! + overall));
}

/** The vectors less their mean, in float64; `counts` tells how often each occurs, once if not given. */
export function centre(
  vectors: readonly Vector[],
  counts: readonly number[] = vectors.map(() => 1),
): Float64Array[] {
  const mean = new Float64Array(vectors[0]?.length ?? 0);
  const N = total(counts);
  for (const [n, vector] of vectors.entries()) {
    const weight = counts[n]! / N;
    const wide = widened(vector, 0);
    for (let i = 0; i < mean.length; i++) mean[i]! += weight * wide[i]!;
  }
  return vectors.map((vector) => {
    const centred = new Float64Array(vector);
    for (let i = 0; i < mean.length; i++) centred[i]! -= mean[i]!;
    return centred;
  });
}

/**
 * sigma_i = sqrt(mean over n of (v_ni - mean_i)^2), and 1 where a coordinate is constant but for rounding:
 * sigma^2 <= N eps sigma^2 + (N mean eps)^2.
 *
 * Source: scikit-learn 1.2, sklearn/preprocessing/_data.py, `_is_constant_feature` and `_handle_zeros_in_scale`.
 */
function standardDeviations(
  centred: readonly Float64Array[],
  { vectors, counts }: { vectors: readonly Vector[]; counts: readonly number[] },
): Float64Array {
  const N = total(counts);
  const variance = new Float64Array(centred[0]?.length ?? 0);
  for (const [n, vector] of centred.entries()) {
    const weight = counts[n]! / N;
    for (let i = 0; i < variance.length; i++) variance[i]! += weight * vector[i]! ** 2;
  }
  return variance.map((value, i) => {
    const mean = vectors[0]![i]! - centred[0]![i]!;
    const rounding = N * Number.EPSILON * value + (N * mean * Number.EPSILON) ** 2;
    return value <= rounding ? 1 : Math.sqrt(value);
  });
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** X^T u, made unit length and given its sign: the largest-magnitude entry, the first on a tie, is positive. */
function component(centred: readonly Float64Array[], u: readonly number[]): Float64Array {
  const axis = new Float64Array(centred[0]!.length);
  for (const [n, vector] of centred.entries()) {
    for (let i = 0; i < axis.length; i++) axis[i]! += u[n]! * vector[i]!;
  }
  let largestIx = 0;
  for (let i = 1; i < axis.length; i++) {
    if (Math.abs(axis[i]!) > Math.abs(axis[largestIx]!)) largestIx = i;
  }
  const scale = Math.sign(axis[largestIx]!) / norm(axis);
  return axis.map((entry) => entry * scale);
}
