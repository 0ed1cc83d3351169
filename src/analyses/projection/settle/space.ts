/**
 * One variant of what a difference is set against: unit vectors, and their products with one another and with the differences.
 * Spans, pursuits and z-scores are all made from these products, so that the vectors are gone through once.
 *
 * Shape letters: C hidden size, S semantic vectors.
 *
 * @module
 */

import type { SpanVariant } from "../../../results.ts";
import type { SemanticVector } from "../../../prepare/semantic_vectors.ts";
import type { Projected } from "./cosine_significance.ts";

/** A difference by its products with the vectors of a space: 0 where the variant leaves nothing of it. */
export type Target = Projected;

/** Products of one variant. */
export interface Space {
  readonly variant: SpanVariant;
  readonly dimensions: number;
  /** Vectors of which anything is left, in the order given. */
  readonly vectors: readonly SemanticVector[]; // S of them
  readonly gram: readonly Float64Array[]; // f64 [S, S], u_i . u_j
  /** Of every input, PC1 first. */
  readonly differences: readonly [Target, ...Target[]];
  /** In the order given. */
  readonly draws: readonly Target[];
}
