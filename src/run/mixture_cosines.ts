/**
 * The differences of the random role mixtures set against every role and trait vector: with them two runs can be compared later, which
 * do not hand on the vectors themselves.
 *
 * Shape letters: N draws, S semantic vectors.
 *
 * @module
 */

import { meanDirection } from "../math/mean_direction.ts";
import { unitVectors } from "../measure/unit_vectors.ts";
import type { SemanticVector } from "../prepare/semantic_vectors.ts";
import { productMatrix, productsOf } from "../math/products.ts";
import { dot, norm, type Vector } from "../math/vector_math.ts";

/** A share of a squared length that is rounding. */
const NOTHING = 1e-14;

/** Cosines of every draw with every vector, row by row. */
export interface MixtureCosines {
  /** Those that have a length at the decomposed layer, in the order in which they were read. */
  readonly vectors: readonly Pick<SemanticVector, "kind" | "name">[]; // S
  readonly draws: number; // N
  /** d_k . u / |d_k|, u = s / |s|; zeros for a draw without a difference. */
  readonly cosine: Float64Array; // f64 [N, S]
  /** The same of both without m, the mean direction of all u; zeros where nothing is left, null where there is no m. */
  readonly specific: Float64Array | null; // f64 [N, S]
  /** Names of the roles that a draw weighs, in this order: all that there are at the layer of the PCA. */
  readonly weighed: readonly string[];
}

/** Null without draws or vectors. */
export function mixtureCosines(
  draws: readonly Vector[],
  { vectors, weighed }: { vectors: readonly SemanticVector[]; weighed: readonly string[] },
): MixtureCosines | null {
  const units = unitVectors(vectors);
  if (draws.length === 0 || units.length === 0) return null;
  const rows = units.map(({ unit }) => unit);
  const m = meanDirection(rows);
  const unitsAlongM = m === null ? null : productsOf(m, rows); // f64 [S], m . u
  const cosine = new Float64Array(draws.length * rows.length);
  const specific = unitsAlongM === null ? null : new Float64Array(draws.length * rows.length);
  const differences = draws.map((draw) => new Float64Array(draw));
  const products = productMatrix(differences, rows); // f64 [N, S]
  for (const [k, d] of differences.entries()) {
    const length = norm(d);
    if (length === 0) continue;
    const along = products[k]!.map((product) => product / length);
    cosine.set(along, k * rows.length);
    if (m === null || unitsAlongM === null) continue;
    const drawAlongM = dot(d, m) / length;
    specific!.set(
      along.map((value, s) => cosineWithoutM(value, { drawAlongM, unitAlongM: unitsAlongM[s]! })),
      k * rows.length,
    );
  }
  return {
    vectors: units.map(({ vector: { kind, name } }) => ({ kind, name })),
    draws: draws.length,
    cosine,
    specific,
    weighed,
  };
}

/** The cosine of d less its part along m with u less its own, of unit d, u and m: from their products alone. */
function cosineWithoutM(
  cosine: number,
  { drawAlongM, unitAlongM }: { drawAlongM: number; unitAlongM: number },
): number {
  const leftOfDraw = 1 - drawAlongM * drawAlongM, leftOfUnit = 1 - unitAlongM * unitAlongM;
  return leftOfDraw > NOTHING && leftOfUnit > NOTHING
    ? (cosine - drawAlongM * unitAlongM) / Math.sqrt(leftOfDraw * leftOfUnit)
    : 0;
}
