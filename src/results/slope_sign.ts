/**
 * Whether a slope is known to rise or to fall.
 *
 * @module
 */

/** Whether the interval of a slope holds 0, which leaves its sign open; null without an interval. */
export function isSignOpen(
  { slope_low: low, slope_high: high }: {
    readonly slope_low?: unknown;
    readonly slope_high?: unknown;
  },
): boolean | null {
  return typeof low === "number" && typeof high === "number" ? low <= 0 && high >= 0 : null;
}
