/**
 * Inputs that come as u and -u. The norm and the linear maps of an MLP are odd, in float32 and bfloat16 too, since rounding to
 * nearest does not look at the sign: what they make of -u is exactly the negative of what they make of u, so it is copied and
 * not computed.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import type { WeightTensor } from "../sources/weights.ts";
import type { DeviceMatrix, Engine, NormUse, WeightUse } from "./engine.ts";
import type { MatrixShape } from "./matrix_shapes.ts";

/** Rows that a weight is applied to. */
export interface OddUse extends WeightUse {
  /** Whether each row of x stands for two inputs: itself and, next, its negative. */
  readonly isHalved: boolean;
}

/** {@link OddUse} of a norm. */
export type OddNormUse = NormUse & OddUse;

/**
 * How many of the first rows come as pairs of a row and its negative; an even number.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { countPaired } from "./opposite_pairs.ts";
 * assert(countPaired(new Float32Array([1, 2, -1, -2, 3, 4, -3, 4]), 2) === 2);
 * ```
 */
export function countPaired(rows: Float32Array, nColumns: number): number {
  const nPairs = Math.floor(rows.length / (2 * nColumns));
  for (let pair = 0; pair < nPairs; pair++) {
    const start = 2 * pair * nColumns;
    for (let k = start; k < start + nColumns; k++) {
      if (rows[k + nColumns] !== -(rows[k] as number)) return 2 * pair;
    }
  }
  return 2 * nPairs;
}

/** The most rows up to `maxRows` that cut no pair; `maxRows` itself where not even one pair fits. */
export function evenRows(maxRows: number): number {
  return 2 * Math.floor(maxRows / 2) || maxRows;
}

/** The first row of every pair, f32 `[V / 2, C]`. */
export function firstOfPairs(rows: Float32Array, nColumns: number): Float32Array {
  const nPairs = rows.length / (2 * nColumns);
  const first = new Float32Array(nPairs * nColumns);
  for (let pair = 0; pair < nPairs; pair++) {
    const start = 2 * pair * nColumns;
    first.set(rows.subarray(start, start + nColumns), pair * nColumns);
  }
  return first;
}

/** Uploads rows `[V, C]`, or of pairs the first of each. */
export function uploadRows(
  engine: Pick<Engine, "upload">,
  rows: Float32Array,
  { nRows, nColumns }: MatrixShape,
): Pick<OddUse, "x" | "isHalved"> {
  const isHalved = countPaired(rows, nColumns) === nRows;
  const x = isHalved
    ? engine.upload(firstOfPairs(rows, nColumns), { nRows: nRows / 2, nColumns })
    : engine.upload(rows, { nRows, nColumns });
  return { x, isHalved };
}

/** x W^T for all rows that each use stands for. */
export async function linearForAllRows(
  engine: Pick<Engine, "linear" | "oppositeRows">,
  uses: readonly OddUse[],
  weight: WeightTensor,
): Promise<DeviceMatrix[]> {
  const products = await engine.linear(uses, weight);
  return products.map((x, ix) => {
    if (!(uses[ix] as OddUse).isHalved) return x;
    const all = engine.oppositeRows(x);
    x.release();
    return all;
  });
}

/** The first `nRows` of all rows that a use stands for, as a matrix of its own, halved where they end with a pair. */
export function firstRows(
  engine: Pick<Engine, "oppositeRows" | "stack">,
  { x, isHalved }: Pick<OddUse, "x" | "isHalved">,
  nRows: number,
): Pick<OddUse, "x" | "isHalved"> {
  if (isHalved && nRows % 2 !== 0) {
    const matrix = engine.oppositeRows(x);
    const first = engine.stack([{ matrix, nRows }]);
    matrix.release();
    return { x: first, isHalved: false };
  }
  return { x: engine.stack([{ matrix: x, nRows: isHalved ? nRows / 2 : nRows }]), isHalved };
}
