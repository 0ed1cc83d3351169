/**
 * Angles, in which pages and sentences speak.
 *
 * @module
 */

/**
 * The angle in degrees whose 1 - cos is given: 2 asin(sqrt(x / 2)), exact for small angles where acos is not.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { degrees } from "./angle.ts";
 * assert(degrees(0.0853).toFixed(1) === "23.8");
 * ```
 */
export function degrees(deltaAngular: number): number {
  return 2 * Math.asin(Math.sqrt(Math.min(deltaAngular, 2) / 2)) * 180 / Math.PI;
}

/** The angle of a 1 - cos that may be unknown. */
export function degreesOrNull(deltaAngular: number | null | undefined): number | null {
  return deltaAngular === null || deltaAngular === undefined ? null : degrees(deltaAngular);
}
