/**
 * A difference along every vector, set against the draws' differences. Two questions are kept apart: `z` is of projections, so
 * length and direction count; the tests are of cosines, in which direction alone counts.
 *
 * @module
 */

import { spread } from "../../../math/significance.ts";
import { columnsOf, cosinesAgainst, type Projected } from "./cosine_significance.ts";

/** What the draws say of one vector. */
export interface DrawSignificance {
  /** (d . u - mean d_k . u) / sd (n - 1) over the draws; null where they have no spread. */
  readonly z: number | null;
  /** See `cosinesAgainst`; null without a difference, and with fewer than two draws. */
  readonly cosine_z: number | null;
  readonly cosine_p: number | null;
  readonly cosine_pfw: number | null;
  readonly cosine_q025: number | null;
  readonly cosine_q975: number | null;
}

const UNKNOWN = { z: null, p: null, pfw: null, q025: null, q975: null };

/**
 * What the draws say of one difference after the other: one entry a vector, in their order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { againstDraws } from "./draw_significance.ts";
 * const at = (projection: number) => ({ squared: 100, along: Float64Array.of(projection) });
 * const [row] = againstDraws([1, 2, 3].map(at))(at(8));
 * assert.deepEqual([row?.z, row?.cosine_p], [6, 0.25]);
 * ```
 */
export function againstDraws(
  draws: readonly Projected[],
): (difference: Projected) => DrawSignificance[] {
  const cosinesOf = cosinesAgainst(draws);
  const spreads = columnsOf(draws.map(({ along }) => along)).map((column) => spread([...column]));
  return (difference) => {
    const cosines = cosinesOf(difference);
    return Array.from(difference.along, (projection, s) => {
      const { z, p, pfw, q025, q975 } = cosines?.[s] ?? UNKNOWN;
      const moments = spreads[s] ?? null;
      return {
        z: moments === null ? null : (projection - moments.mean) / moments.sd,
        cosine_z: z,
        cosine_p: p,
        cosine_pfw: pfw,
        cosine_q025: q025,
        cosine_q975: q975,
      };
    });
  };
}
