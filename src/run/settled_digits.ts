/**
 * How many digits results have: a hundred times finer than float32, in which both models are computed, and without the last bits of
 * sums, which would be most of the characters of a number.
 *
 * @module
 */

/** Significant digits of every number of the results. */
const SETTLED_DIGITS = 10;

/**
 * Results with every number to ten significant digits. It is done once, when all is decided and told and nothing written yet, so that
 * pages, tables and `results.json` have the same numbers.
 *
 * @example
 * ```ts
 * import { withSettledDigits } from "./settled_digits.ts";
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(withSettledDigits({ p: [1 / 3, null], n: 123456789012345, name: "0.1234567890123" }), {
 *   p: [0.3333333333, null],
 *   n: 123456789012345,
 *   name: "0.1234567890123",
 * });
 * ```
 */
export function withSettledDigits<T>(value: T): T {
  return rounded(value) as T;
}

function rounded(value: unknown): unknown {
  if (typeof value === "number") {
    // Whole numbers are counts, indices and seeds.
    return Number.isInteger(value) ? value : Number(value.toPrecision(SETTLED_DIGITS));
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(rounded);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}
