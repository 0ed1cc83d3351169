/**
 * Numbers in sentences.
 *
 * @module
 */

import { degrees } from "../math/angle.ts";

/**
 * A number with at most so many significant digits and a true minus, without an exponent where it can be read without one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatNumber } from "./words.ts";
 * assert(formatNumber(678.7557) === "678.8" && formatNumber(-0.0853) === "−0.0853");
 * ```
 */
export function formatNumber(value: number, digits = 4): string {
  return digitsOf(value, digits).replace(/^-/, "−");
}

function digitsOf(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && magnitude < 1e-4) return value.toExponential(Math.max(digits - 2, 0));
  // From here on a number writes itself with an exponent and all its digits.
  if (magnitude >= 1e21) return value.toExponential(digits - 1);
  if (magnitude >= 10 ** digits) return Math.round(value).toString();
  return String(Number(value.toPrecision(digits)));
}

/**
 * An angle in sentences, with at most three significant digits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatDegrees } from "./words.ts";
 * assert(formatDegrees(23.82) === "23.8 degrees" && formatDegrees(0.2138) === "0.214 degrees");
 * ```
 */
export function formatDegrees(value: number): string {
  return `${formatNumber(value, 3)} degrees`;
}

/**
 * The angle whose 1 - cos is given, in the same way.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatAngle } from "./words.ts";
 * assert(formatAngle(0.0853) === "23.8 degrees");
 * ```
 */
export function formatAngle(oneMinusCos: number): string {
  return formatDegrees(degrees(oneMinusCos));
}

/** A p-value in sentences, with three significant digits: 0.0495 and 0.0504 differ in what they allow. */
export function formatP(value: number): string {
  return formatNumber(value, 3);
}

/** A share from 0 to 1 in percent. */
export function formatPercent(share: number): string {
  return `${formatNumber(100 * share, 2)} %`;
}

/**
 * A rank in words of figures.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ordinal } from "./words.ts";
 * assert([1, 2, 3, 4, 11, 22, 113].map(ordinal).join() === "1st,2nd,3rd,4th,11th,22nd,113th");
 * ```
 */
export function ordinal(rank: number): string {
  const isTeen = Math.floor(rank / 10) % 10 === 1;
  return `${rank}${isTeen ? "th" : ["th", "st", "nd", "rd"][rank % 10] ?? "th"}`;
}

/** A count, `none` for 0. */
export function countWord(count: number): string {
  return count === 0 ? "none" : `${count}`;
}

/** A count with its noun. */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `both` or `all 5`, before a noun. */
export function allOf(count: number): string {
  return count === 2 ? "both" : `all ${count}`;
}

/** A list in words: `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  const last = items.at(-1);
  if (last === undefined) return "";
  return items.length === 1 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** The same with a capital letter first. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `without the 8 outlier dimensions` */
export function withoutOutliers(n: number): string {
  return n === 1 ? "without the outlier dimension" : `without the ${n} outlier dimensions`;
}

/**
 * Bytes in the largest unit that leaves a number of 1 or more; 1 GB is 10^9 bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bytesText } from "./words.ts";
 * assert(bytesText(999) === "999 bytes" && bytesText(999_400) === "999 kB" && bytesText(999_999) === "1.00 MB");
 * ```
 */
export function bytesText(nBytes: number): string {
  if (nBytes < 1000) return `${nBytes} bytes`;
  const rounded = Number(nBytes.toPrecision(3)); // first, as it may fill the next unit
  const exponent = Math.min(4, Math.floor(Math.log10(rounded) / 3));
  return `${(rounded / 1000 ** exponent).toPrecision(3)} ${["", "kB", "MB", "GB", "TB"][exponent]}`;
}

/** A duration, for instance `8.2 s`, `12 min 5 s`, `3 h 20 min` or `4 d 11 h`. */
export function durationText(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  // Rounded first: what is rounded up to the next unit is of that.
  const [whole, minutes, hours] = [1, 60, 3600].map((size) => Math.round(seconds / size)) as [
    number,
    number,
    number,
  ];
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A time that is still to come, in whole seconds at the least: `4 s`, `12 min 5 s`. */
export function timeLeftText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : durationText(whole);
}
