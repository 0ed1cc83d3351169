/**
 * Chart: diverging bars of projections.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import type { ProjectionRow } from "../../../results.ts";
import { shortened } from "../../../site/kit/names.ts";
import { columnFormat, significant } from "../../../site/kit/numbers.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

const ROW_HEIGHT = 21;
/** Characters shown of a name, and pixels that one takes on average. */
const NAME_LENGTH = 18;
const CHARACTER_WIDTH = 6.8;
/** Pixels kept free at the end of a bar for its value. */
const VALUE_ROOM = 56;

/** One bar a row in the order given; roles are filled, traits outlined. */
export function projectionBarsChart(
  rows: readonly ProjectionRow[],
  { className, label, width }: { className: string; label: string; width: number },
): string {
  const values = rows.map((row) => row.projection);
  const names = rows.map((row) => shortened(row.name, NAME_LENGTH));
  const marginLeft = 20 + CHARACTER_WIDTH * Math.max(0, ...names.map((name) => [...name].length));
  const format = columnFormat(values, 4);
  // Roles and traits may share a name, and shortened names may coincide: rows are told apart by rank.
  const bars = rows.map((row, rank) => ({ ...row, rank, text: format(row.projection) }));
  const negative = bars.filter((bar) => bar.projection < 0);
  const others = bars.filter((bar) => bar.projection >= 0);
  const text = { x: "projection", y: "rank", text: "text", fill: "var(--ink)" } as const;
  return renderSvg({
    className,
    label,
    description: `${rows.length} bars from ${significant(values[0] ?? 0)} to ${
      significant(values.at(-1) ?? 0)
    }; the numbers are in the table below.`,
    width,
  }, {
    height: ROW_HEIGHT * rows.length + 44,
    marginLeft,
    marginRight: 8,
    marginTop: 4,
    marginBottom: 40,
    x: { domain: domain(values, width - marginLeft - 8), ticks: 3, label: "projection d · s" },
    y: {
      type: "band",
      domain: bars.map((bar) => bar.rank),
      tickFormat: (rank: number) => names[rank]!,
      tickSize: 0,
      label: null,
      padding: 0.25,
    },
    marks: [
      Plot.barX(bars, {
        x: "projection",
        y: "rank",
        fill: (bar) => `var(--${bar.kind})`,
        fillOpacity: (bar) => bar.kind === "role" ? 1 : 0.25,
        stroke: (bar) => `var(--${bar.kind})`,
        title: (bar) => `${bar.kind} ${shortened(bar.name, 300)}: ${bar.text}`,
      }),
      Plot.ruleX([0]),
      Plot.text(negative, { ...text, textAnchor: "end", dx: -4 }),
      Plot.text(others, { ...text, textAnchor: "start", dx: 4 }),
    ],
  });
}

/** From the smallest to the largest value and zero, with room for the values written at both kinds of end. */
function domain(values: readonly number[], width: number): [number, number] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const room = [low < 0, high > 0].filter(Boolean).length * VALUE_ROOM;
  const perPixel = (high - low) / (width - room);
  if (perPixel === 0) return [-1, 1];
  return [
    low < 0 ? low - VALUE_ROOM * perPixel : 0,
    high > 0 ? high + VALUE_ROOM * perPixel : 0,
  ];
}
