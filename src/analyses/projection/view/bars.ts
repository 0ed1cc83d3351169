/**
 * Figures: the vectors that the change is projected on most and least.
 *
 * @module
 */

import { ALPHA } from "../../../math/significance.ts";
import type { DecompositionRow } from "../../../results.ts";
import {
  cosineBars,
  cosineReach,
  hasRange,
  isBeyondChance,
  type KnownRow,
  knownRows,
} from "../../../site/kit/charts/cosine_bars.ts";
import { type FigureView, oneWidth } from "../../../site/kit/figures.ts";
import { tableView } from "../../../site/kit/tables.ts";
import { linkedName, shown } from "./columns.ts";

/** Bars in each figure. */
const N_DRAWN = 15;
const ROW_HEIGHT = 21;

/** The vectors of largest and of smallest |projection| on one scale; none of fewer than two. `page` has the full table. */
export function barFigures(
  rows: readonly DecompositionRow[],
  options: { page: string; isSpoken: boolean },
): FigureView[] {
  const known = knownRows(rows);
  if (known.length < 2) return [];
  // Never the same vector at both ends.
  const nShown = Math.min(N_DRAWN, Math.floor(known.length / 2));
  const reach = cosineReach([...known.slice(0, nShown), ...known.slice(-nShown)]);
  return [
    figure(known.slice(0, nShown), { ...options, end: "top", reach }),
    figure(known.slice(-nShown), { ...options, end: "bottom", reach }),
  ];
}

function figure(
  rows: readonly KnownRow[],
  { end, reach, page, isSpoken }: {
    end: "top" | "bottom";
    reach: number;
    page: string;
    isSpoken: boolean;
  },
): FigureView {
  const isTop = end === "top";
  const title =
    (isTop ? `Top ${rows.length}: most affected` : `Bottom ${rows.length}: least affected`) +
    (isSpoken ? beyond(rows) : "");
  return {
    id: isTop ? "most-affected" : "least-affected",
    title,
    charts: oneWidth((width) =>
      cosineBars(rows, {
        className: `chart-${end}`,
        label: `Cosines, ${title}`,
        width,
        reach,
        rowHeight: ROW_HEIGHT,
        hasProjections: true,
      })
    ),
    legend: [],
    caption: isTop
      ? "The vectors of largest |projection|."
      : "The vectors of smallest |projection|.",
    reading: [
      "Bars are cosines with d, the projections d · s stand beside; both have the same order, since every s has length 1. To the left, the change points away from the vector. Both figures have the same scale.",
      ...rows.some(({ cosine_pfw }) => cosine_pfw !== null)
        ? [
          `Filled bars are unlike the random role mixtures’ over all vectors (p_fw ≤ ${ALPHA}), which may also be by being small; the others are empty.`,
        ]
        : ["No bar is filled, since nothing was tested against random role mixtures."],
      ...rows.some(hasRange)
        ? [
          "The grey line is the middle 95 % of random role mixtures’ cosines with the same vector, one vector at a time: beyond it alone says little of many.",
        ]
        : [],
      ...isTop ? [] : ["Least affected is not the same as most negative."],
    ],
    table: tableView(`${title}, the numbers drawn`, rows, [
      linkedName(page),
      shown("kind"),
      shown("projection"),
      shown("cosine"),
      ...rows.some(hasRange) ? [shown("cosine_q025"), shown("cosine_q975")] : [],
      shown("cosine_pfw"),
    ]),
  };
}

/** How many of them are beyond chance, where that was tested. */
function beyond(rows: readonly KnownRow[]): string {
  if (rows.every(({ cosine_pfw }) => cosine_pfw === null)) return "";
  const n = rows.filter(isBeyondChance).length;
  return `, ${n === 0 ? "none" : n === rows.length ? "all" : n} unlike chance`;
}
