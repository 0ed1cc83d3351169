/**
 * Lines of the small charts of the first screen, each named at its end.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";

/** Room on the right is for the names at the ends of the lines. */
export const GLANCE_FRAME = {
  height: 190,
  marginRight: 84,
  marginTop: 20,
  marginBottom: 34,
} as const;

/** One line. */
export interface GlanceLine {
  /** Class of its marks, by which the style sheet hides them; none for a line that is always there. */
  className?: string;
  name: string;
  points: readonly { layer: number; value: number }[];
  strokeWidth: number;
  /** SVG dash array; empty for a solid line. */
  dash: string;
  stroke?: string;
}

/** Share of the span of the values that two names at the ends are kept apart by. */
const GAP = 0.11;

/** The lines in their order, and a dot for one of a single layer. */
export function glanceMarks(lines: readonly GlanceLine[]): Plot.Markish[] {
  return lines.flatMap(({ points, strokeWidth, dash, stroke = "var(--series-1)", className }) => [
    Plot.lineY(points, {
      x: "layer",
      y: "value",
      stroke,
      strokeWidth,
      strokeDasharray: dash,
      ...className === undefined ? {} : { className },
    }),
    ...points.length > 1 ? [] : [
      Plot.dot(points, {
        x: "layer",
        y: "value",
        r: 1 + strokeWidth,
        stroke,
        ...className === undefined ? {} : { className },
      }),
    ],
  ]);
}

/** The name of each line to the right of its last point, moved apart where they would touch. */
export function endLabels(lines: readonly GlanceLine[]): Plot.Markish[] {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  const gap = GAP * (Math.max(0, ...values) - Math.min(0, ...values));
  const ends = lines.flatMap(({ name, points, className }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ name, className, ...last }];
  }).sort((a, b) => a.value - b.value);
  for (const [i, end] of ends.entries()) {
    const below = ends[i - 1];
    if (below !== undefined) end.value = Math.max(end.value, below.value + gap);
  }
  return [...Map.groupBy(ends, ({ className }) => className)].map(([className, ofClass]) =>
    Plot.text(ofClass, {
      x: "layer",
      y: "value",
      text: "name",
      dx: 8,
      textAnchor: "start",
      fill: "var(--ink)",
      ...className === undefined ? {} : { className },
    })
  );
}
