/**
 * Figure: the level that the family-wise test has.
 *
 * @module
 */

import { calibrationChart } from "./calibration_chart.ts";
import type { EvidentResults } from "../../../site/kit/evidence_rows.ts";
import { type FigureView, oneWidth } from "../../../site/kit/figures.ts";
import { tableView } from "../../../site/kit/tables.ts";

/** How often a random role mixture in PC1's place would be called significant; null where there are none. */
export function calibrationFigure({ evidence }: EvidentResults): FigureView | null {
  if (evidence.calibration.length === 0) return null;
  return {
    id: "calibration",
    title: "What level the test has",
    charts: oneWidth((width) => calibrationChart(evidence, width)),
    legend: [],
    caption: [
      "Each random role mixture was put in PC1’s place and tested against the others: share of the draws whose family-wise p is at most α, by α.",
      "By construction it cannot rise above the dashed diagonal, as long as PC1 is compared with draws of its own kind; the steps show how",
      "coarse the p-values of so few draws are. At α = 0.05 (dotted) no more than 5 % of them pass.",
    ],
    table: tableView("Calibration of the family-wise p-values", evidence.calibration, [
      { label: "α", digits: 3, value: (row) => row.alpha },
      { label: "share with p_fw ≤ α", digits: 3, value: (row) => row.share },
    ]),
  };
}
