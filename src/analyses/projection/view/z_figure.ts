/**
 * Figure: how far each cosine lies from what random role mixtures show.
 *
 * @module
 */

import { ALPHA } from "../../../math/significance.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { DecompositionRow, DecompositionSummary } from "../../../results.ts";
import { bothWidths, type FigureView } from "../../../site/kit/figures.ts";
import { P_DECIMALS } from "../../../site/kit/numbers.ts";
import { tableView } from "../../../site/kit/tables.ts";
import { linkedName, shown } from "./columns.ts";
import { zScoresChart } from "./z_scores_chart.ts";

/** How many vectors stand out from what any persona input would show. */
function title(
  nTested: number,
  { draws_suffice, stands_out }: Pick<DecompositionSummary, "draws_suffice" | "stands_out">,
): string {
  if (!draws_suffice) return "Too few random role mixtures to tell what stands out";
  const n = stands_out.raw.length;
  return n === 0
    ? `None of ${nTested} vectors stands out from random role mixtures`
    : `${n} of ${nTested} vectors ${n === 1 ? "stands" : "stand"} out from random role mixtures`;
}

/** How far each cosine lies from those of the random role mixtures; none where that was not measured. */
export function zFigure(
  layer: number,
  rows: readonly DecompositionRow[],
  { draws, draws_suffice, stands_out }: DecompositionSummary,
): FigureView[] {
  const known = rows.flatMap(({ cosine_z, ...row }) =>
    cosine_z === null ? [] : [{ ...row, cosine_z }]
  );
  if (known.length === 0) return [];
  const sorted = known.toSorted((a, b) => Math.abs(b.cosine_z) - Math.abs(a.cosine_z)).slice(0, 20);
  return [{
    id: "z",
    title: title(known.length, { draws_suffice, stands_out }),
    charts: bothWidths((width) =>
      zScoresChart(known, {
        standingOut: stands_out.raw,
        className: "chart-z",
        label: `Layer ${layer}: z of the cosine with every vector`,
        width,
      })
    ),
    legend: [],
    caption:
      `z of the cosine of each vector with the change of ${PEAK_INPUT}; filled is unlike random role mixtures.`,
    reading: [
      `z of the cosine is the cosine of the change of ${PEAK_INPUT} with a vector, less the mean of its own and those of ${draws} random role mixtures, in their standard deviations: how long a change is does not count.`,
      `Filled dots stand out among all ${known.length} vectors together: p_fw ≤ ${ALPHA}, at most one draw in twenty has any vector as far out. The smallest p_fw that ${draws} draws can show is ${
        (1 / (draws + 1)).toFixed(P_DECIMALS)
      }.`,
      "Vectors that are much alike move together here. The z of length and direction is of the projection itself: of a change longer than those of the draws it is larger along any vector, so no test is made of it.",
    ],
    table: tableView(
      `Layer ${layer}: the ${sorted.length} vectors of largest |z| of the cosine`,
      sorted,
      [
        linkedName(),
        ...([
          "kind",
          "cosine",
          "cosine_z",
          "cosine_p",
          "cosine_pfw",
          "trimmed_cosine_pfw",
        ] as const).map(shown),
        { ...shown("z"), label: "z, length and direction" },
      ],
    ),
  }];
}
