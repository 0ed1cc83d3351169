/**
 * Chart: a bar a vector for its cosine with the change, and what random role mixtures show along the same vector.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { ALPHA } from "../../../math/significance.ts";
import type { DecompositionRow } from "../../../results.ts";
import { VECTOR_KINDS } from "../../../results/values.ts";
import { shortened } from "../names.ts";
import { columnFormat } from "../numbers.ts";
import { renderSvg } from "./svg.ts";

/** A row whose cosine is known. */
export type KnownRow = DecompositionRow & { readonly cosine: number };

/** How bars are drawn. */
export interface CosineBarsOptions {
  readonly className: string;
  readonly label: string;
  readonly width: number;
  /** Cosine at which the axis ends on either side: charts with the same can be compared. */
  readonly reach: number;
  readonly rowHeight: number;
  /** Whether the projections stand in a column of their own. */
  readonly hasProjections: boolean;
}

/** Characters shown of a name, and pixels that one takes on average. */
const NAME_LENGTH = 18;
const CHARACTER_WIDTH = 6.8;
/** Pixels of a column of numbers at the least, and between two of them. */
const COLUMN_WIDTH = 46;
const COLUMN_GAP = 10;

/** The rows of which a cosine is known, in their order. */
export function knownRows(rows: readonly DecompositionRow[]): KnownRow[] {
  return rows.filter((row): row is KnownRow => row.cosine !== null);
}

/** Whether a cosine is beyond those of random role mixtures, over all vectors; false where that was not tested. */
export function isBeyondChance({ cosine_pfw }: Pick<DecompositionRow, "cosine_pfw">): boolean {
  return cosine_pfw !== null && cosine_pfw <= ALPHA;
}

/** A row whose range of mixtures is known. */
type RangedRow = KnownRow & { readonly cosine_q025: number; readonly cosine_q975: number };

/** Whether the middle 95 % of the mixtures' cosines with the vector is known. */
export function hasRange(row: KnownRow): row is RangedRow {
  return row.cosine_q025 !== null && row.cosine_q975 !== null;
}

/** A row as it is drawn. */
interface Bar extends KnownRow {
  readonly rank: number;
  /** The name, cut where it is long. */
  readonly shown: string;
  readonly isBeyond: boolean;
  /** The cosine. */
  readonly text: string;
  readonly projectionText: string;
}

/** The reach that has room for the bars and ranges of all rows. */
export function cosineReach(rows: readonly KnownRow[]): number {
  const ends = rows.flatMap((row) =>
    hasRange(row) ? [row.cosine, row.cosine_q025, row.cosine_q975] : [row.cosine]
  );
  return 1.05 * Math.max(0, ...ends.map(Math.abs)) || 1;
}

/**
 * One bar a row in the order given: coloured by kind, filled where unlike the mixtures after correction, else empty; the numbers stand beside. A thin line
 * is the middle 95 % of the mixtures' cosines with the vector, where it is known.
 */
export function cosineBars(rows: readonly KnownRow[], options: CosineBarsOptions): string {
  const { className, label, width, reach, rowHeight, hasProjections } = options;
  const projectionText = columnFormat(rows.map(({ projection }) => projection), 4);
  // Roles and traits may share a name, and shortened names may coincide: rows are told apart by rank.
  const bars = rows.map((row, rank): Bar => ({
    ...row,
    rank,
    shown: shortened(row.name, NAME_LENGTH),
    isBeyond: isBeyondChance(row),
    text: cosineText(row.cosine),
    projectionText: projectionText(row.projection),
  }));
  // Where each column ends, in pixels right of the bars.
  const cosineEnd = columnWidth(bars.map(({ text }) => text));
  const projectionEnd = cosineEnd +
    (hasProjections ? columnWidth(bars.map(({ projectionText }) => projectionText)) : 0);
  return renderSvg({
    className,
    label,
    description: bars.map(({ shown, text }) => `${shown} ${text}`).join(", "),
    width,
  }, {
    height: rowHeight * rows.length + (hasProjections ? 52 : 26),
    marginLeft: 20 + CHARACTER_WIDTH * Math.max(0, ...bars.map(({ shown }) => [...shown].length)),
    marginRight: projectionEnd + 2,
    marginTop: hasProjections ? 18 : 4,
    marginBottom: hasProjections ? 34 : 22,
    x: {
      domain: [-reach, reach],
      ticks: 3,
      label: hasProjections ? "cosine with d" : null,
      labelAnchor: "center",
    },
    y: {
      type: "band",
      domain: bars.map(({ rank }) => rank),
      axis: null,
      padding: 0.2,
    },
    marks: [
      Plot.barX(bars, {
        x: "cosine",
        y: "rank",
        fill: (bar) => `var(--${bar.kind})`,
        fillOpacity: (bar) => bar.isBeyond ? 1 : 0,
        stroke: (bar) => `var(--${bar.kind})`,
        title: (bar) => `${bar.kind} ${shortened(bar.name, 300)}: ${bar.text}`,
      }),
      ...rangeMarks(bars.filter(hasRange)),
      Plot.ruleX([0]),
      ...nameMarks(bars),
      column(bars, { text: "text", end: cosineEnd }),
      ...hasProjections
        ? [
          head("cos", cosineEnd),
          head("d · s", projectionEnd),
          column(bars, { text: "projectionText", end: projectionEnd }),
        ]
        : [],
    ],
  });
}

/** The middle 95 % of the mixtures. */
function rangeMarks(ranges: readonly Bar[]): Plot.Markish[] {
  const range = { x1: "cosine_q025", x2: "cosine_q975", y: "rank" };
  return [
    // On a filled bar the line would else not be seen; an empty one it would cut.
    Plot.ruleY(ranges.filter(({ isBeyond }) => isBeyond), {
      ...range,
      stroke: "var(--paper)",
      strokeWidth: 5,
    }),
    Plot.ruleY(ranges, { ...range, stroke: "var(--ink-soft)", strokeWidth: 2.5 }),
  ];
}

/** Upright and italic tell kinds apart to those who see no colours. */
function nameMarks(bars: readonly Bar[]): Plot.Markish[] {
  return VECTOR_KINDS.map((kind) =>
    Plot.text(bars.filter((bar) => bar.kind === kind), {
      y: "rank",
      text: "shown",
      frameAnchor: "left",
      textAnchor: "end",
      dx: -6,
      fill: "var(--ink)",
      fontStyle: kind === "trait" ? "italic" : "normal",
    })
  );
}

/** Numbers that end so many pixels right of the bars. */
function column(
  bars: readonly Bar[],
  { text, end }: { text: "text" | "projectionText"; end: number },
): Plot.Markish {
  return Plot.text(bars, {
    y: "rank",
    text,
    frameAnchor: "right",
    textAnchor: "end",
    dx: end,
    fill: "var(--ink)",
  });
}

function head(text: string, end: number): Plot.Markish {
  return Plot.text([text], {
    text: (it: string) => it,
    frameAnchor: "top-right",
    textAnchor: "end",
    dx: end,
    dy: -14,
    fill: "var(--ink-soft)",
  });
}

/** Room for the longest number and a gap before it. */
function columnWidth(texts: readonly string[]): number {
  const longest = Math.max(0, ...texts.map((text) => text.length));
  return Math.max(COLUMN_WIDTH, COLUMN_GAP + Math.ceil(CHARACTER_WIDTH * longest));
}

/** Two decimals are read at a glance; a cosine that they would lose has more. */
function cosineText(cosine: number): string {
  const isSmall = Math.abs(cosine) < 0.005 && cosine !== 0;
  return (isSmall ? cosine.toFixed(4) : cosine.toFixed(2)).replace("-", "\u2212");
}
