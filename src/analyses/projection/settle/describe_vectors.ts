/**
 * What a reader must know of the vectors that a difference is set against.
 *
 * @module
 */

import type { DecompositionInfo } from "../../../results.ts";
import {
  meanCosineWith,
  meanPairwiseCosine,
  type SemanticVectors,
} from "../../../prepare/semantic_vectors.ts";

/** Mean cosine above which vectors look like raw means that share one large direction. */
const SHARED_DIRECTION_COSINE = 0.5;

/** How many vectors there are, how alike they are, and whether one shared direction dominates them. */
export function describeVectors(
  semantic: SemanticVectors,
): Omit<DecompositionInfo, "layer" | "vector_layer" | "delta_norm" | "summary"> {
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
    roles: roles.length,
    traits: traits.length,
    mean_cosine: meanCosine,
    warnings: [
      ...warnings("role", meanCosine.within_roles, meanCosine.roles_with_default),
      ...warnings("trait", meanCosine.within_traits, meanCosine.traits_with_default),
    ],
    zero_length: semantic.zeroLength.map(({ kind, name }) => ({ name, kind })),
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
