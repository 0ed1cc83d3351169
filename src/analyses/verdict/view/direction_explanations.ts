/**
 * What the change of the verdict points to, in a few words.
 *
 * @module
 */

import { ALPHA } from "../../../math/significance.ts";
import { PEAK_INPUT, projectionsAt } from "../../../results/peak_input.ts";
import type { ProjectionRow, Results } from "../../../results.ts";
import { grouped, percent, significant } from "../../../site/kit/numbers.ts";
import { decompositionPath } from "../../../site/kit/paths.ts";
import { type Explanation, type Phrase, plain } from "./explanation.ts";

/** How much of the change all roles and traits span, where that was measured, else what it points to. */
export function pointsTo(results: Results, layer: number): Explanation[] {
  const info = results.decomposition_info[layer];
  const span = info?.summary?.spans.find(({ variant }) => variant === "raw");
  const r2 = span?.r2 ?? null;
  if (span === undefined || r2 === null) return strongest(results, layer);
  const common = info?.summary?.common_mode.find(({ variant }) => variant === "raw");
  const share = common?.difference_share ?? null;
  return [{
    question: "How much do roles and traits span?",
    path: `${decompositionPath(layer)}#together`,
    answer: plain(`${percent(r2)} of |d|²`),
    remarks: [
      ...span.draws_q50 === null
        ? []
        : [plain(`a random role mixture: ${percent(span.draws_q50)} in the median`)],
      ...amongChance(info),
      ...share === null
        ? []
        : [plain(`the mean direction of all vectors holds ${percent(share)} of |d|²`)],
      ...info!.warnings.length > 0 ? [plain("with a warning about the vectors")] : [],
    ],
  }];
}

/** The vector of largest |projection|, and the largest of the other sign. */
function strongest(results: Results, layer: number): Explanation[] {
  const rows = projectionsAt(results, layer);
  const ends = rows.toSorted((a, b) => b.projection - a.projection);
  const [top, bottom] = [ends[0], ends.at(-1)];
  if (top === undefined || bottom === undefined) return [];
  const first = Math.abs(top.projection) >= Math.abs(bottom.projection) ? top : bottom;
  const described = (row: ProjectionRow) => `(${row.kind}, ${significant(row.projection)})`;
  const side = (row: ProjectionRow) => row.projection < 0 ? "away from " : "toward ";
  const other = first === top ? bottom : top;
  return [{
    question: "What does it point to?",
    path: decompositionPath(layer),
    answer: { before: side(first), name: first.name, after: "" },
    remarks: [
      plain(`largest |projection| ${described(first)}`),
      ...other.projection * first.projection < 0
        ? [{ before: side(other), name: other.name, after: ` ${described(other)}` }]
        : [],
      ...results.decomposition_info[layer]!.warnings.length > 0
        ? [plain("with a warning about the vectors")]
        : [],
    ],
  }];
}

/** How many vectors the change points along more than those of random role mixtures do, where enough were run to tell. */
function amongChance(info: Results["decomposition_info"][string] | undefined): Phrase[] {
  const counts = info?.inputs.find(({ input_vector }) => input_vector === PEAK_INPUT);
  if (counts === undefined || counts.n_tested === 0 || !info?.summary?.draws_suffice) return [];
  const { n_tested, n_stands_out } = counts;
  return [
    plain(
      `${n_stands_out === 0 ? "none" : grouped(n_stands_out)} of ${
        grouped(n_tested)
      } cosines unlike those of random role mixtures (p_fw at most ${ALPHA})`,
    ),
  ];
}
