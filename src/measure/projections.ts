/**
 * The difference d of one layer set against every role and trait vector, one at a time.
 *
 * @module
 */

import type { ProjectionRow } from "../results.ts";
import type { SemanticVector, SemanticVectors } from "../prepare/semantic_vectors.ts";
import { dot, norm } from "../math/vector_math.ts";

/**
 * projection = d . s and cosine = d . s / (|d| |s|) for every semantic vector s; ordered by |projection| descending, then kind,
 * then name.
 */
export function decompose(d: Float64Array, semantic: SemanticVectors): ProjectionRow[] {
  return semantic.vectors.map((vector) => projectionOn(d, vector)).sort(compareProjections);
}

/** One row of {@link decompose}; the cosine is null where d is zero. */
export function projectionOn(d: Float64Array, vector: SemanticVector): ProjectionRow {
  const { kind, name, values } = vector;
  const length = norm(d);
  const projection = dot(d, values);
  return {
    name,
    kind,
    projection,
    cosine: length === 0 ? null : projection / (length * norm(values)),
  };
}

/** By |projection| descending, then kind, then name. */
export function compareProjections(a: ProjectionRow, b: ProjectionRow): number {
  return Math.abs(b.projection) - Math.abs(a.projection) || compareNames(a, b);
}

type Named = Pick<ProjectionRow, "kind" | "name">;

/** By kind, then name; in order of code units, the same on every system, unlike `localeCompare`. */
export function compareNames(a: Named, b: Named): number {
  return compareText(a.kind, b.kind) || compareText(a.name, b.name);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
