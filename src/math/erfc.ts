/**
 * The complementary error function.
 *
 * @module
 */

/** From here on the continued fraction converges fast, below it the series. */
const LARGE = 2;
/** Terms of the fraction that give float64 from {@link LARGE} on. */
const N_FRACTIONS = 60;

/**
 * erfc(x) = 1 - erf(x), to 1e-13 of its value for every x: near 0 for large x too, where 1 - erf(x) would cancel.
 *
 * Source: Abramowitz and Stegun 1964, 7.1.6 (series) and 7.1.14 (continued fraction).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { erfc } from "./erfc.ts";
 * assert(erfc(0) === 1 && Math.abs(erfc(1) - 0.15729920705028513) < 1e-15);
 * ```
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < LARGE) return 1 - series(x);
  let fraction = x;
  for (let k = N_FRACTIONS; k > 0; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

/** erf(x) = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)), all of one sign. */
function series(x: number): number {
  let term = x, sum = x;
  for (let n = 1; term > sum * Number.EPSILON / 4; n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}
