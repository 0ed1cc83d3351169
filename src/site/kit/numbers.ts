/**
 * Numbers as pages show them: rounded for reading, a true minus sign, degrees beside 1 - cos. The exact numbers are in the
 * CSV files and in `results.json`.
 *
 * @module
 */

import { degrees } from "../../math/angle.ts";
import { formatNumber } from "../../text/words.ts";

/** What a page shows where a number is unknown. */
export const UNKNOWN = "–";

/** Below this a column switches to exponents: more zeros than digits are hard to read. */
const SMALLEST_FIXED = 1e-4;
const LARGEST_FIXED = 1e7;

/**
 * A formatter for one table column or axis: the same number of decimals in every row, chosen so that the largest
 * magnitude has `digits` significant digits.
 *
 * @example
 * ```ts
 * import { columnFormat } from "./numbers.ts";
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const format = columnFormat([678.7557, -0.5, null]);
 * deepStrictEqual([678.7557, -0.5, null].map(format), ["678.76", "−0.50", "–"]);
 * ```
 */
export function columnFormat(
  values: readonly (number | null)[],
  digits = 5,
): (value: number | null) => string {
  const largest = values.reduce<number>((max, value) => Math.max(max, Math.abs(value ?? 0)), 0);
  const isFixed = largest >= SMALLEST_FIXED && largest < LARGEST_FIXED;
  const nDecimals = isFixed ? Math.max(0, digits - 1 - Math.floor(Math.log10(largest))) : 0;
  return (value) => {
    if (value === null) return UNKNOWN;
    if (value === 0) return "0";
    // A bare 0 says that there is nothing: what is merely small beside the largest says how much it is.
    if (isFixed && nDecimals === 0 && Math.abs(value) < 0.5) return significant(value, 2);
    return typographic(isFixed ? value.toFixed(nDecimals) : value.toExponential(digits - 2));
  };
}

/** With so many decimals. */
export function fixedText(value: number, decimals: number): string {
  return typographic(value.toFixed(decimals));
}

/** One number in a sentence, to `digits` significant digits at most. */
export function significant(value: number, digits = 4): string {
  return typographic(formatNumber(value, digits));
}

/** The angle of a `delta_angular`, for instance `23.8°`. */
export function degreesText(deltaAngular: number): string {
  return `${significant(degrees(deltaAngular), 3)}°`;
}

/** Decimals of p-values: those of ten thousand draws. */
export const P_DECIMALS = 4;

/** A share of 0 to 1, for instance `21.2 %`. */
export function percent(share: number): string {
  return typographic(`${(share * 100).toFixed(1)} %`);
}

/** A count with thousands separated. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** Replaces the hyphen by a minus sign and drops the sign of a zero. */
function typographic(digits: string): string {
  return /[1-9]/.test(digits) ? digits.replace(/^-/, "−") : digits.replace(/^-/, "");
}
