/**
 * Names at the ends of lines, in place of a legend.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";

/** Pixels from one name to the next. */
const LINE_HEIGHT = 15;

/** The end of a line. */
export interface LineEnd {
  readonly name: string;
  readonly layer: number;
  readonly value: number;
  readonly fill: string;
}

/** Each name to the right of the last point of its line; those at one layer are moved apart where they would touch. */
export function endLabels(
  ends: readonly LineEnd[],
  { height, top }: {
    /** Of the plot in pixels. */
    height: number;
    /** Value at the upper end of an axis that begins at zero. */
    top: number;
  },
): Plot.Markish[] {
  const perPixel = top / height;
  const placed = [...Map.groupBy(ends, ({ layer }) => layer).values()].flatMap((group) =>
    apart(group.toSorted((a, b) => a.value - b.value), {
      gap: LINE_HEIGHT * perPixel,
      most: top,
    })
  );
  return [
    Plot.text(placed, {
      x: "layer",
      y: "at",
      text: "name",
      dx: 8,
      textAnchor: "start",
      fill: "fill",
      fontWeight: 600,
      stroke: "var(--paper)",
      strokeWidth: 4,
    }),
  ];
}

/** From below each at least a gap above the one before; then from above, so that none leaves the chart. */
function apart(
  ends: readonly LineEnd[],
  { gap, most }: { gap: number; most: number },
): (LineEnd & { at: number })[] {
  const placed = ends.map((end) => ({ ...end, at: end.value }));
  for (const [i, end] of placed.entries()) {
    const below = placed[i - 1];
    if (below !== undefined) end.at = Math.max(end.at, below.at + gap);
  }
  for (const [i, end] of [...placed.entries()].reverse()) {
    end.at = Math.min(end.at, placed[i + 1] === undefined ? most : placed[i + 1]!.at - gap);
  }
  return placed;
}
