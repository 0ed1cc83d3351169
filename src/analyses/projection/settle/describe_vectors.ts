/**
 * What a reader must know of the vectors that a difference is set against.
 *
 * @module
 */

import type { DecompositionInfo } from "../../../results.ts";
import { vectorWarnings } from "../../../results/projection_decisions.ts";
import {
  meanCosineWith,
  meanPairwiseCosine,
  type SemanticVectors,
} from "../../../prepare/semantic_vectors.ts";

/** How many vectors there are, how alike they are, and whether one shared direction dominates them. */
export function describeVectors(
  semantic: SemanticVectors,
): Omit<
  DecompositionInfo,
  "layer" | "vector_layer" | "delta_norm" | "summary" | "one_sided" | "inputs"
> {
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
    warnings: vectorWarnings(meanCosine),
    zero_length: semantic.zeroLength.map(({ kind, name }) => ({ name, kind })),
  };
}
