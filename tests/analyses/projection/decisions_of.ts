import type { DecompositionRow, DecompositionSummary } from "../../../src/results.ts";
import {
  firstDirectionHolds,
  meanDirectionHolds,
  spansBeyond,
  standingOut,
} from "../../../src/results/projection_decisions.ts";

/** What is settled of made-up numbers; `tests/results/projection_decisions_test.ts` holds that to numbers by hand. */
export function decisionsOf(
  { common_mode, spans }: Pick<DecompositionSummary, "common_mode" | "spans">,
  rows: readonly DecompositionRow[],
): Pick<
  DecompositionSummary,
  "mean_direction_holds" | "first_direction_holds" | "spans_beyond" | "stands_out"
> {
  return {
    mean_direction_holds: meanDirectionHolds(common_mode),
    first_direction_holds: firstDirectionHolds(spans),
    spans_beyond: spansBeyond(spans),
    stands_out: standingOut(rows),
  };
}
