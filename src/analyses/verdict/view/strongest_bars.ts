/**
 * The roles and traits of largest and of smallest cosine with the change.
 *
 * @module
 */

import { projectionsAt } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import {
  cosineBars,
  cosineReach,
  type KnownRow,
  knownRows,
} from "../../../site/kit/charts/cosine_bars.ts";

/** At each end. */
const N_EACH = 5;
const ROW_HEIGHT = 14;

/** The rows of largest and of smallest cosine, the largest first; none where there is no difference. */
export function strongestRows(results: Results, layer: number): KnownRow[] {
  const rows = knownRows(projectionsAt(results, layer)).sort((a, b) => b.cosine - a.cosine);
  const nEach = Math.min(N_EACH, Math.floor(rows.length / 2));
  return nEach === 0 ? [] : [...rows.slice(0, nEach), ...rows.slice(-nEach)];
}

/** One bar a row. */
export function strongestBars(rows: readonly KnownRow[], width: number): string {
  return cosineBars(rows, {
    className: "chart-strongest",
    label:
      "Cosine of the change of PC1 with the roles and traits of largest and of smallest cosine",
    width,
    reach: cosineReach(rows),
    rowHeight: ROW_HEIGHT,
    hasProjections: false,
  });
}
