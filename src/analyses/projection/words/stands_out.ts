/**
 * The sentence that tells which role and trait vectors the difference at a layer points along more than persona inputs do.
 *
 * @module
 */

import type { DecompositionRow, DecompositionSummary } from "../../../results.ts";
import { ALPHA } from "../../../math/significance.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { formatNumber, formatP, list } from "../../../text/words.ts";

/** Names given in a sentence. */
const N_NAMED = 5;
/** What a variant leaves out. */
export const WITHOUT_OUTLIERS = "without the outlier dimensions";

/** What sentences about a decomposed layer are made of. */
export interface Summarised {
  readonly layer: number;
  /** Of PC1. */
  readonly rows: readonly DecompositionRow[];
  readonly summary: DecompositionSummary;
}

/** The vectors whose cosine is farthest out, or that there are none, or that the draws are too few to tell. */
export function standsOut(
  { layer, rows, summary: { draws, draws_suffice, stands_out } }: Summarised,
): string | null {
  const tested = rows.flatMap((row) =>
    row.cosine_pfw === null ? [] : [{ ...row, pfw: row.cosine_pfw }]
  );
  if (tested.length === 0) return null;
  if (!draws_suffice) {
    return `At layer ${layer}, ${draws} random role mixtures are too few to tell whether the difference for ${PEAK_INPUT} points along a ` +
      `vector more than any persona input would show: no p_fw can reach ${ALPHA}.`;
  }
  const against =
    `At layer ${layer}, against the cosines of the differences of ${draws} random role mixtures,`;
  const nWithout = stands_out.trimmed;
  const found = stands_out.raw.flatMap(({ kind, name }) =>
    tested.find((row) => row.kind === kind && row.name === name) ?? []
  );
  const [first] = found;
  if (first === undefined) {
    const smallest = Math.min(...tested.map(({ pfw }) => pfw));
    const without = nWithout === null
      ? ""
      : nWithout === 0
      ? `, nor does any ${WITHOUT_OUTLIERS}`
      : `; ${WITHOUT_OUTLIERS} ${nWithout} ${nWithout === 1 ? "does" : "do"}`;
    return `${against} none of the ${tested.length} role and trait vectors stands out from what any persona input would show ` +
      `(smallest p_fw over all of them: ${formatP(smallest)})${without}.`;
  }
  const named = found.slice(0, N_NAMED).map(({ name, kind, cosine, pfw }) =>
    `${name} (${kind}, cosine ${formatNumber(cosine!, 3)}, p_fw = ${formatP(pfw)})`
  );
  const isLeast = first.pfw * (draws + 1) < 1.5;
  return `${against} ${found.length} of the ${tested.length} role and trait vectors ${
    found.length === 1 ? "stands" : "stand"
  } out from what any persona input would show (p_fw over all of them at most ${ALPHA}${
    isLeast ? `; ${formatP(first.pfw)} is the smallest that ${draws} can show` : ""
  })${nWithout === null ? "" : `, and ${nWithout} ${WITHOUT_OUTLIERS}`}. Farthest out: ${
    list(named)
  }. Vectors that are alike stand out together.`;
}
