/**
 * Reading the rows of the operating point: the statistic of its p-values is the larger of both signs.
 *
 * @module
 */

import type { OperatingBaselineRow, OperatingPointRow } from "../results.ts";

/** The larger 1 - cos of a whole step along PC1 either way; null where one is unknown. */
export function largerResponse(line: readonly OperatingPointRow[]): number | null {
  return largest([1, -1].map((sign) => line.find(({ alpha }) => alpha === sign)?.response_angular));
}

/** The larger 1 - cos of both signs of every direction of a baseline, by index; null where one is unknown. */
export function responsesOf(
  rows: readonly OperatingBaselineRow[],
  { row, baseline }: Pick<OperatingBaselineRow, "row" | "baseline">,
): (number | null)[] {
  const here = rows.filter((it) => it.row === row && it.baseline === baseline);
  return [...Map.groupBy(here, ({ index }) => index)].sort(([a], [b]) => a - b)
    .map(([, signs]) => largest(signs.map(({ response_angular }) => response_angular)));
}

function largest(turns: readonly (number | null | undefined)[]): number | null {
  const known = turns.filter((turn) => turn !== null && turn !== undefined);
  return known.length === turns.length && known.length > 0 ? Math.max(...known) : null;
}
