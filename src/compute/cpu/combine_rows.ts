/**
 * CPU twin of `kernels/combine_rows.wgsl`: its definition, in plain loops.
 *
 * @module
 */

/** Sizes of one tile. */
export interface CombinationShape {
  readonly nCombinations: number; // P
  readonly nRows: number; // of the tile
  readonly nColumns: number; // K
  /** Row of the whole matrix `[R, K]` at which the tile starts. */
  readonly firstRow: number;
}

/**
 * out[p, k] += sum over rows r of g[p, firstRow + r] W[r, k], in float64, for one tile of whole rows of W.
 *
 * @param out f64 `[P, K]`, the sums of the tiles before
 * @param options.g f32 `[P, R]` of the whole matrix
 * @param options.weight f32 `[nRows, K]`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { combineRows } from "./combine_rows.ts";
 * const shape = { nCombinations: 1, nRows: 2, nColumns: 2, firstRow: 0 };
 * const out = new Float64Array(2);
 * combineRows(out, { g: Float32Array.of(1, 10), weight: Float32Array.of(1, 2, 3, 4), ...shape });
 * assert(out[0] === 31 && out[1] === 42);
 * ```
 */
export function combineRows(
  out: Float64Array,
  { g, weight, nCombinations, nRows, nColumns, firstRow }: CombinationShape & {
    g: Float32Array;
    weight: Float32Array;
  },
): void {
  const pitch = g.length / nCombinations; // R
  for (let p = 0; p < nCombinations; p++) {
    for (let r = 0; r < nRows; r++) {
      const factor = g[p * pitch + firstRow + r] ?? 0;
      for (let k = 0; k < nColumns; k++) {
        out[p * nColumns + k]! += factor * (weight[r * nColumns + k] ?? 0);
      }
    }
  }
}
