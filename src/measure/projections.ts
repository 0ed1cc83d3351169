/**
 * The difference d of one layer set against every role and trait vector, one at a time.
 *
 * @module
 */

import type { ProjectionRow } from "../results.ts";
import type { SemanticVector, SemanticVectors } from "../prepare/semantic_vectors.ts";
import { compareNames } from "../results/vector_order.ts";
import { dot, norm, type Vector } from "../math/vector_math.ts";

/**
 * projection = d . s and cosine = d . s / (|d| |s|) for every semantic vector s; ordered by |projection| descending, then kind,
 * then name.
 */
export function decompose(d: Float64Array, semantic: SemanticVectors): ProjectionRow[] {
  return semantic.vectors.map((vector) => projectionOn(d, vector)).sort(compareProjections);
}

/** One row of {@link decompose}; the cosine is null where d is zero. */
function projectionOn(d: Float64Array, vector: SemanticVector): ProjectionRow {
  const { kind, name, values } = vector;
  return { name, kind, ...alongVector(d, values, { length: norm(d), vectorLength: norm(values) }) };
}

/** The numbers of such a row, of which both lengths are known: they are those of many rows. */
export function alongVector(
  d: Float64Array,
  vector: Vector,
  { length, vectorLength }: { length: number; vectorLength: number },
): Pick<ProjectionRow, "projection" | "cosine"> {
  return projectionOf(dot(d, vector), { length, vectorLength });
}

/** The same of d . s. */
export function projectionOf(
  projection: number,
  { length, vectorLength }: { length: number; vectorLength: number },
): Pick<ProjectionRow, "projection" | "cosine"> {
  return { projection, cosine: length === 0 ? null : projection / (length * vectorLength) };
}

/** By |projection| descending, then kind, then name. */
export function compareProjections(a: ProjectionRow, b: ProjectionRow): number {
  return Math.abs(b.projection) - Math.abs(a.projection) || compareNames(a, b);
}
