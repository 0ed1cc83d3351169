/**
 * What {@link Engine.compareRows} tells of two rows, read back.
 *
 * @module
 */

import { COMPARISON_COLUMNS } from "./cpu/row_comparison.ts";

/** One row of the base against the same of instruct. */
export interface RowComparison {
  /** |a|^2 */
  readonly baseSquared: number;
  /** |b|^2 */
  readonly instructSquared: number;
  /** |b - a|^2 */
  readonly differenceSquared: number;
  /** 1 - cos; 0 where either has no length. */
  readonly deltaAngular: number;
}

/** The comparisons of f32 `[V, 4]`, a row each. */
export function rowComparisons(numbers: Float32Array): RowComparison[] {
  return Array.from({ length: numbers.length / COMPARISON_COLUMNS }, (_, v) => {
    const [baseSquared, instructSquared, differenceSquared, deltaAngular] = numbers.subarray(
      v * COMPARISON_COLUMNS,
      (v + 1) * COMPARISON_COLUMNS,
    ) as unknown as [number, number, number, number];
    return { baseSquared, instructSquared, differenceSquared, deltaAngular };
  });
}
