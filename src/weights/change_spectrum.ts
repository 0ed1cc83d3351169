/**
 * What the largest singular values of a change tell: whether it lies in a few directions or in many.
 *
 * Shape letters: R rows, K columns.
 *
 * @module
 */

import { N_VECTORS } from "../compute/wasm/weight_pairs.ts";
import { blockKrylov, type ProductsWithBlock } from "../math/block_krylov.ts";
import type { ChangeSpectrum } from "../results/weight_comparison.ts";

/** Further products that add no more than this share to their squares are the last. */
const MIN_GROWTH = 0.005;
/** Each reads both matrices once more: two further ones would raise what is told of independent elements by 4 to 5 %, and nothing of others. */
const MAX_PASSES = 4;
/** Of a squared length, what float32 sums do not tell from nothing. */
const REST = 1e-4;

/** Of a tensor that is no matrix, or whose singular values nobody asked for. */
export const NO_SPECTRUM: ChangeSpectrum = {
  delta_spectral_norm: null,
  delta_stable_rank: null,
  delta_top8_share: null,
  delta_low_rank: null,
  isotropic_top8_share: null,
};

/** How a spectrum is taken. */
export interface SpectrumOptions {
  /** `[R, K]` */
  readonly shape: readonly [nRows: number, nColumns: number];
  /** D^T (D x) for each x, of all rows of both. */
  readonly productsOf: ProductsWithBlock;
  /** |D|^2, the sum of all squared elements; asked after the first products. */
  readonly squaredLength: () => number;
}

/** Singular values of D = W_instruct - W_base, by as many readings of both as they take: at least one. */
export async function changeSpectrum(
  { shape, productsOf, squaredLength }: SpectrumOptions,
): Promise<ChangeSpectrum> {
  const squares = await blockKrylov(productsOf, {
    size: shape[1],
    nVectors: N_VECTORS,
    minGrowth: MIN_GROWTH,
    maxProducts: MAX_PASSES,
  });
  return spectrumOf(squares, { shape, squaredLength: squaredLength() });
}

/**
 * What is told of the squares of the largest singular values.
 *
 * Of a matrix of independent elements of one variance no singular value is expected to be above sqrt(R) + sqrt(K) standard deviations
 * (Gordon; Davidson and Szarek, Local operator theory, random matrices and Banach spaces, 2001, theorem II.13).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { spectrumOf } from "./change_spectrum.ts";
 * const { delta_spectral_norm, delta_stable_rank, delta_top8_share } = spectrumOf(
 *   [4, 1, 1, 0, 0, 0, 0, 0],
 *   { shape: [30, 20], squaredLength: 8 },
 * );
 * assert.deepEqual([delta_spectral_norm, delta_stable_rank, delta_top8_share], [2, 2, 0.75]);
 * ```
 */
export function spectrumOf(
  squares: readonly number[],
  { shape: [R, K], squaredLength }: Pick<SpectrumOptions, "shape"> & { squaredLength: number },
): ChangeSpectrum {
  const largest = Math.max(0, ...squares);
  // Too long for the sums of float32 that these are.
  if (!Number.isFinite(largest)) return NO_SPECTRUM;
  const sum = squares.reduce((total, square) => total + Math.max(0, square), 0);
  // Rounding alone makes a part of a whole more than that.
  const share = (part: number) => squaredLength === 0 ? null : Math.min(1, part / squaredLength);
  const ofLargest = share(largest);
  return {
    delta_spectral_norm: Math.sqrt(largest),
    delta_stable_rank: ofLargest === null || ofLargest === 0 ? null : 1 / ofLargest,
    delta_top8_share: share(sum),
    delta_low_rank: lowRank(squares, squaredLength),
    isotropic_top8_share: Math.min(1, N_VECTORS * (Math.sqrt(R) + Math.sqrt(K)) ** 2 / (R * K)),
  };
}

/** How many of the largest hold all but for a little; null where all of them hold less. */
function lowRank(squares: readonly number[], squaredLength: number): number | null {
  if (squaredLength === 0) return null;
  let held = 0;
  const ix = squares.findIndex((square) => (held += square) >= (1 - REST) * squaredLength);
  return ix === -1 ? null : ix + 1;
}
