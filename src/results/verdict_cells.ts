/**
 * Reading the table of a verdict: which claims and conditions decide.
 *
 * @module
 */

import type { Verdict, VerdictCell } from "../analyses/verdict/schema.ts";

/** Names of the conditions that decide the answer; without outlier dimensions at its layer there is no second one. */
export const RAW = "raw", TRIMMED = "trimmed", AT_OPERATING_POINT = "at the operating point";

/** One that does not. */
export const CENTRED = "centred";

/** The two claims that decide the answer. */
export const BEYOND_PERSONA = "beyond persona", BEYOND_ROLES = "beyond single roles";

/** The claims beside them, in the order of the table around those two. */
export const LARGEST_ANGLE = "largest angle",
  LARGEST_LENGTH = "largest |d|",
  LARGEST_RELATIVE = "largest |d| / |y_b|",
  SPECIFIC = "specific";

const DECISIVE_CLAIMS: readonly string[] = [BEYOND_PERSONA, BEYOND_ROLES];
/** The conditions that decide it where they are asked; the others are told beside them. */
export const DECISIVE_CONDITIONS: readonly string[] = [RAW, TRIMMED, AT_OPERATING_POINT];

/** What of a cell tells claims and conditions apart. */
type Place = Pick<VerdictCell, "claim" | "condition">;

/** Whether the answer hangs on a claim under a condition; the others are told beside it. */
export function isDecisive({ claim, condition }: Place): boolean {
  return DECISIVE_CLAIMS.includes(claim) && DECISIVE_CONDITIONS.includes(condition);
}

/** Whether PC1 is beyond random role mixtures and single roles under a condition; null where that is open. */
export function isBeyond(
  table: readonly (Place & Pick<VerdictCell, "holds">)[],
  condition: string,
): boolean | null {
  const deciding = decidingCells(table, condition);
  if (deciding.some(({ holds }) => holds === false)) return false;
  return deciding.length > 0 && deciding.every(({ holds }) => holds === true) ? true : null;
}

/** The angular peak where PC1 turns farther there than the layer that is judged does by the larger of its signs; else null. */
export function largerPeak(
  { layer, reversed_angle, table }: Pick<Verdict, "layer" | "reversed_angle" | "table">,
  peak: number,
): number | null {
  if (peak === layer) return null;
  const farthest = cellAt(table, LARGEST_ANGLE, RAW)?.best_value ?? null;
  return reversed_angle !== null && farthest !== null && reversed_angle >= farthest ? null : peak;
}

/** Whether a no is of the direction alone, which is no state of the model: at the operating point, which is one, PC1 goes beyond. */
export function isNoOfDirectionAlone(
  { answer, table }: Pick<Verdict, "answer" | "table">,
): boolean {
  return answer === "no" && isBeyond(table, AT_OPERATING_POINT) === true;
}

/** The two cells of a condition that decide the answer. */
export function decidingCells<Cell extends Place>(
  table: readonly Cell[],
  condition: string,
): Cell[] {
  return table.filter((cell) =>
    cell.condition === condition && DECISIVE_CLAIMS.includes(cell.claim)
  );
}

/** One claim under one condition. */
export function cellAt<Cell extends Place>(
  table: readonly Cell[],
  claim: string,
  condition: string,
): Cell | undefined {
  return table.find((cell) => cell.claim === claim && cell.condition === condition);
}
