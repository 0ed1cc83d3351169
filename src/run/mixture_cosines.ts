/**
 * The differences of the random role mixtures set against every role and trait vector: with them two runs can be compared later, which
 * do not hand on the vectors themselves.
 *
 * Shape letters: N draws, S semantic vectors.
 *
 * @module
 */

import { meanDirection } from "../analyses/projection/settle/mean_direction.ts";
import { unitVectors } from "../analyses/projection/settle/space.ts";
import type { SemanticVector } from "../prepare/semantic_vectors.ts";
import { productsOf } from "../math/products.ts";
import { dot, norm, type Vector } from "../math/vector_math.ts";

/** A share of a squared length that is rounding. */
const NOTHING = 1e-14;

/** Cosines of every draw with every vector, row by row. */
export interface MixtureCosines {
  /** In the order in which they were read: that of the roles is the one in which mixtures weigh them. */
  readonly vectors: readonly Pick<SemanticVector, "kind" | "name">[]; // S
  readonly draws: number; // N
  /** d_k . u / |d_k|, u = s / |s|; zeros for a draw without a difference. */
  readonly cosine: Float64Array; // f64 [N, S]
  /** The same of both without m, the mean direction of all u; zeros where nothing is left, null where there is no m. */
  readonly specific: Float64Array | null; // f64 [N, S]
}

/** Null without draws or vectors. */
export function mixtureCosines(
  draws: readonly Vector[],
  vectors: readonly SemanticVector[],
): MixtureCosines | null {
  const units = unitVectors(vectors);
  if (draws.length === 0 || units.length === 0) return null;
  const rows = units.map(({ unit }) => unit);
  const m = meanDirection(rows);
  const ofM = m === null ? null : productsOf(m, rows); // f64 [S], m . u
  const cosine = new Float64Array(draws.length * rows.length);
  const specific = ofM === null ? null : new Float64Array(draws.length * rows.length);
  for (const [k, draw] of draws.entries()) {
    const d = new Float64Array(draw);
    const length = norm(d);
    if (length === 0) continue;
    const along = productsOf(d, rows).map((product) => product / length);
    cosine.set(along, k * rows.length);
    if (m === null || ofM === null) continue;
    const drawM = dot(d, m) / length;
    specific!.set(along.map((c, s) => withoutM(c, drawM, ofM[s]!)), k * rows.length);
  }
  return {
    vectors: units.map(({ vector: { kind, name } }) => ({ kind, name })),
    draws: draws.length,
    cosine,
    specific,
  };
}

/** The cosine of d less its part along m with u less its own, of unit d, u and m: from their products alone. */
function withoutM(du: number, dm: number, um: number): number {
  const [leftOfD, leftOfU] = [1 - dm * dm, 1 - um * um];
  return leftOfD > NOTHING && leftOfU > NOTHING ? (du - dm * um) / Math.sqrt(leftOfD * leftOfU) : 0;
}
