/**
 * The axes of rows of vectors: `[R, C]`, or `[C]` of one, and `[R, 1, C]` or `[1, R, C]` where a batch of one was kept.
 *
 * Shape letters: C hidden size; R rows.
 *
 * @module
 */

/**
 * The axes of a shape that tell something: the last, and of those before it the one that is not of length 1. All of them where
 * several are not, as of several vectors in one array.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rowAxes } from "./row_axes.ts";
 * assert.deepEqual(rowAxes([42, 1, 3584]), [0, 2]);
 * assert.deepEqual(rowAxes([1, 42, 3584]), [1, 2]);
 * assert.deepEqual(rowAxes([8, 42, 3584]), [0, 1, 2]);
 * ```
 */
export function rowAxes(shape: readonly number[]): number[] {
  const all = [...shape.keys()];
  if (shape.length < 3) return all;
  const long = all.slice(0, -1).filter((axis) => shape[axis] !== 1);
  return long.length > 1 ? all : [long[0] ?? 0, shape.length - 1];
}

/** A shape without the axes that tell nothing. */
export function rowShape(shape: readonly number[]): number[] {
  return rowAxes(shape).map((axis) => shape[axis]!);
}
