/**
 * Lines of the small charts of the first screen, each named at its end.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { significant } from "../../../site/kit/numbers.ts";

/** Room on the right is for the names at the ends of the lines. */
export const GLANCE_HEIGHT = 190;
export const GLANCE_MARGIN = { right: 84, top: 20, bottom: 34 } as const;

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

/** The lines in their order, with a small dot at each layer, which has its value; `unit` stands behind it. */
export function glanceMarks(lines: readonly GlanceLine[], unit: string): Plot.Markish[] {
  return lines.flatMap(({ name, points, strokeWidth, dash, className, ...line }) => {
    const { stroke = "var(--series-1)" } = line;
    const shared = className === undefined ? {} : { className };
    return [
      Plot.lineY(points, {
        x: "layer",
        y: "value",
        stroke,
        strokeWidth,
        strokeDasharray: dash,
        ...shared,
      }),
      Plot.dot(
        points.map(({ layer, value }) => ({
          layer,
          value,
          title: `${name}, layer ${layer}: ${significant(value, 3)}${unit}`,
        })),
        {
          x: "layer",
          y: "value",
          title: "title",
          r: points.length > 1 ? strokeWidth / 2 : 1 + strokeWidth,
          fill: stroke,
          ...shared,
        },
      ),
    ];
  });
}
