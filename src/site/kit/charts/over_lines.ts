/**
 * How far a label above a point is lifted, so that no line of the chart runs through its text.
 *
 * @module
 */

/** A line in pixels, from left to right; `y` counts upwards. */
export type PixelLine = readonly { readonly x: number; readonly y: number }[];

/** Pixels from a point to the lower and to the upper edge of a text above it. */
const TEXT = { from: 3, to: 18 };
/** Pixels of lift that are tried in turn; farther from its point a label would be taken for another's. */
const STEP = 2;
const FARTHEST = 40;
/** Pixels between the places at which a line is read. */
const READ_EVERY = 2;

/**
 * Pixels to lift a text that reaches from `left` to `right` above a point at the height `y`: the fewest that clear it of every line;
 * null where it would be led too far from its point, or over the `ceiling` of the chart.
 *
 * @example
 * ```ts
 * import { liftOver } from "./over_lines.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const line = [{ x: 0, y: 20 }, { x: 100, y: 20 }];
 * const across = { left: 30, right: 60, ceiling: 100 };
 * strictEqual(liftOver([line], { ...across, y: 10 }), 8);
 * strictEqual(liftOver([line], { ...across, y: 50 }), 0);
 * strictEqual(liftOver([line], { ...across, y: 10, ceiling: 30 }), null);
 * ```
 */
export function liftOver(
  lines: readonly PixelLine[],
  { left, right, y, ceiling }: { left: number; right: number; y: number; ceiling: number },
): number | null {
  const heights = lines.flatMap((line) => heightsWithin(line, { left, right }));
  for (let lift = 0; lift <= FARTHEST; lift += STEP) {
    const [low, high] = [y + lift + TEXT.from, y + lift + TEXT.to];
    if (high > ceiling) return null;
    if (heights.every((height) => height < low || height > high)) return lift;
  }
  return null;
}

/** A text that stands there, as lines that no other may meet. */
export function textLines(
  { left, right, y }: { left: number; right: number; y: number },
): PixelLine[] {
  return [TEXT.from, TEXT.to].map((up) => [{ x: left, y: y + up }, { x: right, y: y + up }]);
}

/** Where a line is on its way across. */
function heightsWithin(
  line: PixelLine,
  { left, right }: { left: number; right: number },
): number[] {
  return line.slice(1).flatMap((end, i) => {
    const start = line[i]!;
    const [from, to] = [Math.max(left, start.x), Math.min(right, end.x)];
    if (from > to || start.x === end.x) return [];
    const n = Math.ceil((to - from) / READ_EVERY);
    return Array.from({ length: n + 1 }, (_, k) => {
      const x = n === 0 ? from : from + k * (to - from) / n;
      return start.y + (x - start.x) / (end.x - start.x) * (end.y - start.y);
    });
  });
}
