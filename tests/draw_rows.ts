/** Draws at the operating point a row each, as the oracle and results of schema 1 have them. */

import type { OperatingBaselineRow, OperatingDraws } from "../src/results.ts";

/** By layer, row, baseline, sign, then index. */
export function drawRows(draws: readonly OperatingDraws[]): OperatingBaselineRow[] {
  return draws.flatMap(({ response_delta, response_angular, ...of }) =>
    response_delta.map((delta, index) => ({
      ...of,
      index,
      response_delta: delta,
      response_angular: response_angular[index] ?? null,
    }))
  );
}
