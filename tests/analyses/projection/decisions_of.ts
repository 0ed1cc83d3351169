import type { DecompositionRow, DecompositionSummary } from "../../../src/results.ts";
import {
  drawsSuffice,
  firstDirectionHolds,
  meanDirectionHolds,
  spansBeyond,
  standingOut,
} from "../../../src/results/projection_decisions.ts";

/** What is settled of made-up numbers; `tests/results/projection_decisions_test.ts` holds that to numbers by hand. */
export function decisionsOf(
  { common_mode, spans, draws }: Pick<DecompositionSummary, "common_mode" | "spans" | "draws">,
  rows: readonly DecompositionRow[],
): Pick<
  DecompositionSummary,
  | "mean_direction_holds"
  | "first_direction_holds"
  | "spans_beyond"
  | "stands_out"
  | "draws_suffice"
  | "along_one_trimmed"
> {
  return {
    mean_direction_holds: meanDirectionHolds(common_mode),
    first_direction_holds: firstDirectionHolds(spans),
    spans_beyond: spansBeyond(spans),
    stands_out: standingOut(rows),
    draws_suffice: drawsSuffice(draws),
    along_one_trimmed: null,
  };
}
