/**
 * Figure: the level that the family-wise test has.
 *
 * @module
 */

import { ALPHA } from "../../../math/significance.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { type FigureView, oneWidth } from "../../../site/kit/figures.ts";
import { declared, tableView } from "../../../site/kit/tables.ts";
import { calibrationColumns } from "../schema.ts";
import { calibrationChart } from "./calibration_chart.ts";

/** How many pass at the level that sentences use, and how many may; plain where that level is not among those drawn. */
function title({ calibration, quantiles }: EvidentResults["evidence"]): string {
  const shares = calibration.filter(({ alpha }) => alpha <= ALPHA);
  const n = quantiles.find(({ baseline }) => baseline === "persona")?.n ?? 0;
  if (shares.length === 0 || n === 0) return "What level the test has";
  const passed = Math.round(Math.max(...shares.map(({ share }) => share)) * n);
  return `At α = ${ALPHA} the test passes ${passed} of ${n} random role mixtures, where ${
    Math.floor(ALPHA * n)
  } may pass`;
}

/** How often a random role mixture in PC1's place would be called significant; null where there are none. */
export function calibrationFigure({ evidence }: EvidentResults): FigureView | null {
  if (evidence.calibration.length === 0) return null;
  return {
    id: "calibration",
    title: title(evidence),
    charts: oneWidth((width) => calibrationChart(evidence, width)),
    legend: [],
    caption: "Share of random role mixtures that the test itself would pass, by level α.",
    reading: [
      "Each random role mixture was put in PC1’s place and tested against the others: share of them whose family-wise p (max-T) is at most α, by α.",
      "This holds by construction and says nothing about these models: without ties it is the largest share of so many draws that is not above the dashed",
      `diagonal, as long as PC1 is compared with draws of its own kind. Dotted is α = ${ALPHA}.`,
      "Dots are the levels of the table, lines only guide the eye: between two of them the share rises one draw at a time.",
    ],
    table: tableView("Calibration of the family-wise p-values", evidence.calibration, [
      declared(calibrationColumns.alpha, (row) => row.alpha),
      declared(calibrationColumns.share, (row) => row.share),
    ]),
  };
}
