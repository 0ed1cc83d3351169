/**
 * The sentence that tells which role and trait vectors the difference at a layer points along more than persona inputs do.
 *
 * @module
 */

import type { DecompositionRow, DecompositionSummary } from "../../../results.ts";
import { ALPHA, MIN_DRAWS } from "../../../math/significance.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { formatNumber, formatP, list } from "../../../text/words.ts";
import { compareNames } from "../../../results/vector_order.ts";

/** Names given in a sentence. */
const N_NAMED = 5;
const WITHOUT_OUTLIERS = "without the outlier dimensions";

/** What sentences about a decomposed layer are made of. */
export interface Summarised {
  readonly layer: number;
  /** Of PC1. */
  readonly rows: readonly DecompositionRow[];
  readonly summary: DecompositionSummary;
}

/** The vectors whose cosine is farthest out, or that there are none, or that the draws are too few to tell. */
export function standsOut({ layer, rows, summary: { draws } }: Summarised): string | null {
  const tested = rows.flatMap((row) =>
    row.cosine_pfw === null ? [] : [{ ...row, pfw: row.cosine_pfw, z: row.cosine_z ?? 0 }]
  );
  if (tested.length === 0) return null;
  if (draws < MIN_DRAWS) {
    return `At layer ${layer}, ${draws} persona draws are too few to tell whether the difference for ${PEAK_INPUT} points along a ` +
      `vector more than any persona input would show: no p_fw can reach ${ALPHA}.`;
  }
  const against =
    `At layer ${layer}, against the cosines of the differences of ${draws} persona draws,`;
  const nWithout = countStandingOut(rows.map((row) => row.trimmed_cosine_pfw));
  const found = tested.filter(({ pfw }) => pfw <= ALPHA)
    .sort((a, b) => a.pfw - b.pfw || Math.abs(b.z) - Math.abs(a.z) || compareNames(a, b));
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

/** How many are at most {@link ALPHA}; null where none is known. */
function countStandingOut(pfw: readonly (number | null)[]): number | null {
  const known = pfw.filter((value) => value !== null);
  return known.length === 0 ? null : known.filter((value) => value <= ALPHA).length;
}
