/**
 * What would change a verdict, in one line.
 *
 * @module
 */

import { noiseAt } from "../../../text/no_difference.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { BEYOND_PERSONA, cellAt, RAW } from "../../../results/verdict_cells.ts";
import { list } from "../../../text/words.ts";
import { MIN_FLOORS } from "../../noise_floor/schema.ts";
import {
  claimWords,
  conditionWords,
  decidingCellsThat,
  decisive,
  type Judged,
  toldCells,
} from "./told.ts";

/** One line on what would change the verdict. */
export function wouldChange(judged: Judged): string {
  const { layer, answer, no_difference } = judged.verdict;
  switch (answer) {
    case "no difference":
      return no_difference === "within_noise"
        ? `This verdict would change if |d| at layer ${layer} were at least ${MIN_FLOORS} times ${
          noiseAt(judged.measured, layer).name
        }.`
        : `This verdict would change if base and instruct gave different outputs for ${PEAK_INPUT} at ${
          no_difference === "everywhere" ? "any layer" : `layer ${layer}`
        }.`;
    case "yes":
      return `This verdict would change if ${
        furtherDraws(judged)
      } random role mixtures turned as far ${
        decisive(judged).length === 3 ? "in any of the three conditions" : "in either condition"
      }, or more than 5 % of the single roles and traits.`;
    case "cannot tell":
      return `This verdict would be settled by what is missing, whether ${PEAK_INPUT} turns ${
        toldCells(judged, decidingCellsThat(judged, null)).join("; ")
      }.`;
    case "no":
      return `This verdict would change if ${PEAK_INPUT} turned ${
        list(decidingCellsThat(judged, false, [RAW]).map(({ claim }) => claimWords(claim)))
      } ${conditionWords(judged, RAW)}.`;
    case "only under":
      return `This verdict would become yes if ${PEAK_INPUT} turned ${
        toldCells(judged, decidingCellsThat(judged, false)).join("; ")
      }.`;
  }
}

/** `4 more of the 99` */
function furtherDraws({ verdict: { table, draws_to_change } }: Judged): string {
  const more = draws_to_change === 1 ? "one more" : `${draws_to_change ?? "some"} more`;
  return `${more} of the ${cellAt(table, BEYOND_PERSONA, RAW)?.n ?? 0}`;
}
