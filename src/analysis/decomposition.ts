/**
 * The difference d of one layer set against every role and trait vector.
 *
 * @module
 */

import type { DecompositionInfo, ProjectionRow } from "../results.ts";
import { meanCosineWith, meanPairwiseCosine, type SemanticVectors } from "./semantic_vectors.ts";
import { dot, norm } from "./vector_math.ts";

/** Mean cosine above which vectors look like raw means that share one large direction. */
const SHARED_DIRECTION_COSINE = 0.5;

/**
 * projection = d . s and cosine = d . s / (|d| |s|) for every semantic vector s; ordered by |projection| descending, then kind,
 * then name.
 */
export function decompose(d: Float64Array, semantic: SemanticVectors): ProjectionRow[] {
  const length = norm(d);
  const rows = semantic.vectors.map(({ kind, name, values }): ProjectionRow => {
    const projection = dot(d, values);
    return {
      name,
      kind,
      projection,
      cosine: length === 0 ? null : projection / (length * norm(values)),
    };
  });
  return rows.sort((a, b) =>
    Math.abs(b.projection) - Math.abs(a.projection) || compareText(a.kind, b.kind) ||
    compareText(a.name, b.name)
  );
}

/** What a reader must know beside the rows: where the vectors come from and whether one shared direction dominates them. */
export function describeDecomposition(
  layer: number,
  d: Float64Array,
  semantic: SemanticVectors,
): DecompositionInfo {
  const ofKind = (kind: "role" | "trait") =>
    semantic.vectors.filter((vector) => vector.kind === kind).map((vector) => vector.values);
  const roles = ofKind("role");
  const traits = ofKind("trait");
  const meanCosine = {
    within_roles: meanPairwiseCosine(roles),
    within_traits: meanPairwiseCosine(traits),
    roles_with_default: meanCosineWith(roles, semantic.default),
    traits_with_default: meanCosineWith(traits, semantic.default),
  };
  return {
    layer,
    vector_layer: semantic.layer,
    delta_norm: norm(d),
    roles: roles.length,
    traits: traits.length,
    mean_cosine: meanCosine,
    warnings: [
      ...warnings("role", meanCosine.within_roles, meanCosine.roles_with_default),
      ...warnings("trait", meanCosine.within_traits, meanCosine.traits_with_default),
    ],
    zero_length: semantic.zeroLength.map(({ kind, name }) => ({ name, kind })),
    summary: null,
  };
}

function warnings(kind: string, within: number | null, withDefault: number | null): string[] {
  const measured = [
    { cosine: within, words: "pairwise" },
    { cosine: withDefault, words: "with the default vector" },
  ];
  return measured.flatMap(({ cosine, words }) =>
    cosine !== null && cosine > SHARED_DIRECTION_COSINE
      ? [
        `The ${kind} vectors have a mean cosine of ${cosine.toFixed(2)} ${words}: ` +
        `they look like raw means, and the one direction that they share may dominate the projections.`,
      ]
      : []
  );
}

/** Order of code units, the same on every system, unlike `localeCompare`. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
