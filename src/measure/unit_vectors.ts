/**
 * Role and trait vectors by their directions alone.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { unit } from "../math/unit.ts";
import { norm } from "../math/vector_math.ts";
import type { SemanticVector } from "../prepare/semantic_vectors.ts";

/** One semantic vector made unit length. */
export interface UnitVector {
  readonly vector: SemanticVector;
  readonly unit: Float64Array; // f64 [C]
}

/** u = s / |s|; vectors of no length are left out. */
export function unitVectors(vectors: readonly SemanticVector[]): UnitVector[] {
  return vectors.flatMap((vector) => {
    const values = new Float64Array(vector.values);
    const left = unit(values, { whole: norm(values) });
    return left === null ? [] : [{ vector, unit: left }];
  });
}
