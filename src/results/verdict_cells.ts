/**
 * Reading the table of a verdict: which claims and conditions decide.
 *
 * @module
 */

import type { VerdictCell } from "../results.ts";

/** Names of the conditions that decide the answer; without outlier dimensions at its layer there is no second one. */
export const RAW = "raw", TRIMMED = "trimmed", AT_OPERATING_POINT = "at the operating point";

/** The two claims that decide the answer. */
export const BEYOND_PERSONA = "beyond persona", BEYOND_ROLES = "beyond single roles";

/** Whether PC1 is beyond persona directions and single roles under a condition; null where that is open. */
export function isBeyond(table: readonly VerdictCell[], condition: string): boolean | null {
  const deciding = decidingCells(table, condition);
  if (deciding.some(({ holds }) => holds === false)) return false;
  return deciding.length > 0 && deciding.every(({ holds }) => holds === true) ? true : null;
}

/** The two cells of a condition that decide the answer. */
export function decidingCells(table: readonly VerdictCell[], condition: string): VerdictCell[] {
  return table.filter((cell) =>
    cell.condition === condition && (cell.claim === BEYOND_PERSONA || cell.claim === BEYOND_ROLES)
  );
}
