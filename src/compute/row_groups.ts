/**
 * How the rows of an input matrix are cut into matrices that a device can hold.
 *
 * @module
 */

/** Rows from `first` on. */
export interface RowGroup {
  readonly first: number;
  readonly nRows: number;
}

/**
 * Rows 0 ... nRows - 1 in groups of at most `maxRows`, of which none crosses one of `cuts`.
 *
 * @throws {RangeError} if not even one row fits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rowGroups } from "./row_groups.ts";
 * assert.deepEqual(rowGroups(7, { cuts: [3], maxRows: 3 }).map(({ nRows }) => nRows), [3, 3, 1]);
 * assert.deepEqual(rowGroups(2, { cuts: [0], maxRows: Infinity }), [{ first: 0, nRows: 2 }]);
 * ```
 */
export function rowGroups(
  nRows: number,
  { cuts, maxRows }: { cuts: readonly number[]; maxRows: number },
): RowGroup[] {
  if (maxRows < 1) {
    throw new RangeError("Cannot hold a single input vector in one matrix of the device");
  }
  const groups: RowGroup[] = [];
  const ends = [...cuts, nRows].map((end) => Math.min(end, nRows)).sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    for (let first = start; first < end; first += maxRows) {
      groups.push({ first, nRows: Math.min(maxRows, end - first) });
    }
    start = Math.max(start, end);
  }
  return groups;
}
