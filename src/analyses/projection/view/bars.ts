/**
 * Figures: the vectors that the change is projected on most and least.
 *
 * @module
 */

import type { DecompositionRow } from "../../../results.ts";
import { type FigureView, oneWidth } from "../../../site/kit/figures.ts";
import { tableView } from "../../../site/kit/tables.ts";
import { linkedName, shown } from "./columns.ts";
import { projectionBarsChart } from "./projection_bars_chart.ts";

/** Bars in each figure. */
const N_DRAWN = 15;

/** The vectors of largest and of smallest |projection|; none of fewer than two. */
export function barFigures(rows: readonly DecompositionRow[]): FigureView[] {
  if (rows.length < 2) return [];
  const figure = (isTop: boolean): FigureView => {
    // Never the same vector at both ends.
    const nShown = Math.min(N_DRAWN, Math.floor(rows.length / 2));
    const shownRows = isTop ? rows.slice(0, nShown) : rows.slice(rows.length - nShown);
    const title = isTop
      ? `Top ${shownRows.length}: most affected`
      : `Bottom ${shownRows.length}: least affected`;
    const className = isTop ? "chart-top" : "chart-bottom";
    return {
      id: isTop ? "most-affected" : "least-affected",
      title,
      charts: oneWidth((width) =>
        projectionBarsChart(shownRows, { className, label: `Projections, ${title}`, width })
      ),
      legend: [],
      caption: isTop
        ? "The vectors of largest |projection|."
        : "The vectors of smallest |projection|.",
      reading: isTop
        ? ["Bars to the left: the change points away from the vector."]
        : ["On a scale of their own; which is not the same as the most negative ones."],
      table: tableView(`${title}, the numbers drawn`, shownRows, [
        linkedName(),
        shown("kind"),
        shown("projection"),
        shown("cosine"),
      ]),
    };
  };
  return [figure(true), figure(false)];
}
