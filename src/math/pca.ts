/**
 * Principal component analysis in float64, of vectors less their mean or of z-scores.
 *
 * @module
 */

import { leadingEigenpairs } from "./leading_eigenpairs.ts";
import { gramMatrix, productMatrix, weightedSums } from "./products.ts";
import { norm, type Vector } from "./vector_math.ts";

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
 * `counts` tells how often each vector occurs, once if not given: a resample is worked out without its repetitions.
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
  options: { scale?: PcaScale; counts?: readonly number[] } = {},
): Pca {
  const counts = options.counts ?? vectors.map(() => 1);
  const centred = centre(vectors, counts);
  const scale = options.scale === "standard"
    ? standardDeviations(centred, { vectors, counts })
    : null;
  if (scale !== null) {
    for (const vector of centred) for (let i = 0; i < scale.length; i++) vector[i]! /= scale[i]!;
  }
  const { kept, weights, totalVariance } = leadingWeights(gramMatrix(centred), {
    counts,
    n: nComponents,
  });
  const components = weightedSums(weights, centred).map(asComponent);
  return {
    components,
    varianceExplained: kept.map((value) => value / totalVariance),
    coordinates: productMatrix(components, centred),
    scale,
  };
}

/** Weights of N centred vectors, each drawn as often as `counts` says, that sum to their first `n` components but for their length. */
function leadingWeights(
  gram: readonly Float64Array[],
  { counts, n }: { counts: readonly number[]; n: number },
): { kept: readonly number[]; weights: readonly Float64Array[]; totalVariance: number } {
  const roots = counts.map(Math.sqrt);
  const weighted = gram.map((row, i) => { // f64 [N, N]
    const products = new Float64Array(row.length);
    for (let j = 0; j < row.length; j++) products[j] = roots[i]! * roots[j]! * row[j]!;
    return products;
  });
  const pairs = leadingEigenpairs(weighted, n);
  const largest = pairs[0]?.value ?? 0;
  const kept = pairs.filter(({ value }) => value > RANK_TOLERANCE * largest);
  return {
    kept: kept.map(({ value }) => value),
    weights: kept.map(({ vector }) => vector.map((entry, i) => roots[i]! * entry)),
    totalVariance: weighted.reduce((sum, row, i) => sum + row[i]!, 0),
  };
}

/**
 * The first component of each of many resamples, null of one whose vectors are all alike. None of them is centred anew: a component
 * is a sum of vectors, and its weights come of the Gram matrix of all.
 *
 * @param vectors f64 [C] each, less any one vector; N of them
 * @param options.gram f64 [N, N], their Gram matrix
 * @param options.resamples which were drawn, and how often
 */
export function resampledComponents(
  vectors: readonly Float64Array[],
  { gram, resamples }: { gram: readonly Float64Array[]; resamples: readonly Resample[] },
): (Float64Array | null)[] {
  const weights = resamples.map((resample) => {
    const [drawn] = leadingWeights(resampledGram(gram, resample), { ...resample, n: 1 }).weights;
    if (drawn === undefined) return null;
    // They sum to nothing, and so the mean of the resample need not be taken away first.
    const ofAll = new Float64Array(vectors.length);
    for (const [n, place] of resample.places.entries()) ofAll[place] = drawn[n]!;
    return ofAll;
  });
  const sums = weightedSums(weights.filter((row) => row !== null), vectors).values();
  return weights.map((row) => row === null ? null : asComponent(sums.next().value!));
}

/** Vectors drawn with replacement: S different ones. */
export interface Resample {
  /** Of those that were drawn. */
  readonly places: readonly number[];
  /** How often each of those was drawn. */
  readonly counts: readonly number[];
}

/**
 * The Gram matrix of a resample less its own mean, out of that of all vectors less any one vector: g_ij - g_i - g_j + g, with the
 * means g_i of row i and g of all over the resample.
 *
 * @param all f64 `[N, N]`
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
  { places, counts }: Resample,
): Float64Array[] {
  const N = total(counts);
  const drawn = places.map((place) => {
    const from = all[place]!, products = new Float64Array(places.length);
    for (let j = 0; j < products.length; j++) products[j] = from[places[j]!]!;
    return products;
  });
  const mean = (entries: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < entries.length; i++) sum += counts[i]! / N * entries[i]!;
    return sum;
  };
  const means = Float64Array.from(drawn, mean);
  const overall = mean(means);
  for (const [i, row] of drawn.entries()) {
    for (let j = 0; j < row.length; j++) row[j] = row[j]! - means[i]! - means[j]! + overall;
  }
  return drawn;
}

/** The vectors less their mean, in float64; `counts` tells how often each occurs, once if not given. */
export function centre(
  vectors: readonly Vector[],
  counts: readonly number[] = vectors.map(() => 1),
): Float64Array[] {
  const centred = vectors.map((vector) => new Float64Array(vector));
  const mean = new Float64Array(vectors[0]?.length ?? 0);
  const N = total(counts);
  for (const [n, vector] of centred.entries()) addTo(mean, counts[n]! / N, vector);
  for (const vector of centred) addTo(vector, -1, mean);
  return centred;
}

/** sum += weight * vector */
function addTo(sum: Float64Array, weight: number, vector: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += weight * vector[i]!;
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

/** A sum of vectors made unit length and given its sign: the largest-magnitude entry, the first on a tie, is positive. */
function asComponent(sum: Float64Array): Float64Array {
  let largestIx = 0;
  for (let i = 1; i < sum.length; i++) {
    if (Math.abs(sum[i]!) > Math.abs(sum[largestIx]!)) largestIx = i;
  }
  const scale = Math.sign(sum[largestIx]!) / norm(sum);
  return sum.map((entry) => entry * scale);
}
