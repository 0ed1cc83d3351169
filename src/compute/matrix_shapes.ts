/**
 * Checks of shapes where matrices and weights enter an engine.
 *
 * Shape letters: V input vectors; K columns of a linear map or entries of a norm weight.
 *
 * @module
 */

import type { WeightTensor } from "../sources/checkpoint/weights.ts";

/** The size of a row-major matrix. */
export interface MatrixShape {
  readonly nRows: number; // V
  readonly nColumns: number; // K
}

/** @throws {RangeError} if `values` is not one element for each place of the matrix, or the matrix is empty. */
export function checkValues(values: Float32Array, { nRows, nColumns }: MatrixShape): void {
  if (values.length === 0 || values.length !== nRows * nColumns) {
    throw new RangeError(
      `Cannot upload a matrix: expected ${nRows} x ${nColumns} values, got ${values.length}`,
    );
  }
}

/** @throws {RangeError} if `weight` is not `[K]` for `x` `[V, K]`. */
export function checkVector(x: MatrixShape, weight: WeightTensor): void {
  if (weight.shape.length !== 1 || weight.shape[0] !== x.nColumns) refuse(x, weight, "[K]");
}

/** @throws {RangeError} if `weight` is not `[R, K]` for `x` `[V, K]`. */
export function checkLinearWeight(x: MatrixShape, weight: WeightTensor): void {
  if (weight.shape.length !== 2 || weight.shape[1] !== x.nColumns) refuse(x, weight, "[R, K]");
}

/** @throws {RangeError} if matrices differ in their number of columns. */
export function checkSameColumns(act: string, matrices: readonly MatrixShape[]): void {
  const [first, ...rest] = matrices.map(({ nColumns }) => nColumns);
  if (rest.some((nColumns) => nColumns !== first)) {
    throw new RangeError(
      `Cannot ${act}: expected matrices of as many columns, got ${[first, ...rest].join(", ")}`,
    );
  }
}

/** @throws {RangeError} if `weight` is not `[R, K]` for `g` `[P, R]`. */
export function checkCombinedWeight(g: MatrixShape, weight: WeightTensor): void {
  if (weight.shape.length === 2 && weight.shape[0] === g.nColumns) return;
  throw new RangeError(
    `Cannot combine the rows of "${weight.name}": expected shape [R, K] with R = ${g.nColumns}, got [${
      weight.shape.join(", ")
    }]`,
  );
}

/** @throws {RangeError} if `gate` and `up` differ in shape. */
export function checkSameShape(gate: MatrixShape, up: MatrixShape): void {
  if (gate.nRows !== up.nRows || gate.nColumns !== up.nColumns) {
    throw new RangeError(
      `Cannot gate: expected products of one shape, got [${gate.nRows}, ${gate.nColumns}] and [${up.nRows}, ${up.nColumns}]`,
    );
  }
}

function refuse(x: MatrixShape, weight: WeightTensor, form: string): never {
  throw new RangeError(
    `Cannot apply "${weight.name}": expected shape ${form} with K = ${x.nColumns}, got [${
      weight.shape.join(", ")
    }]`,
  );
}
