/**
 * Figure: the level that the family-wise test has.
 *
 * @module
 */

import { percent } from "../../../site/kit/numbers.ts";
import { ALPHA } from "../../../math/significance.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { type FigureView, oneWidth } from "../../../site/kit/figures.ts";
import { declared, tableView } from "../../../site/kit/tables.ts";
import { calibrationColumns } from "../schema.ts";
import { calibrationChart } from "./calibration_chart.ts";

/** How many pass at the level that sentences use; plain where that level is not among those drawn. */
function title({ calibration }: EvidentResults["evidence"]): string {
  const shares = calibration.filter(({ alpha }) => alpha <= ALPHA);
  const share = shares.length === 0 ? null : Math.max(...shares.map(({ share }) => share));
  return share === null
    ? "What level the test has"
    : `At α = ${ALPHA} the test passes ${
      percent(share)
    } of random role mixtures, where it may pass ${100 * ALPHA} %`;
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
      "By construction it cannot rise above the dashed diagonal, as long as PC1 is compared with draws of its own kind; the steps show how",
      `coarse the p-values of so few draws are. At α = ${ALPHA} (dotted) no more than ${
        100 * ALPHA
      } % of them pass.`,
    ],
    table: tableView("Calibration of the family-wise p-values", evidence.calibration, [
      declared(calibrationColumns.alpha, (row) => row.alpha),
      declared(calibrationColumns.share, (row) => row.share),
    ]),
  };
}
