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
import { dot, norm, trimmed } from "../../../math/vector_math.ts";
import { withoutDirection } from "./mean_direction.ts";
import { gramMatrix, productsOf } from "../../../math/products.ts";
import type { Projected } from "./cosine_significance.ts";
import { isLeft, unit } from "../../../math/unit.ts";

/** One semantic vector and what a variant leaves of it, made unit length. */
export interface UnitVector {
  readonly vector: SemanticVector;
  readonly unit: Float64Array; // f64 [C]
}

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

/** u = s / |s| with the coordinates O of s set to zero before; vectors of which nothing is left are left out. */
export function unitVectors(
  vectors: readonly SemanticVector[],
  outliers: readonly number[] = [],
): UnitVector[] {
  return vectors.flatMap((vector) => {
    const values = new Float64Array(vector.values);
    const left = unit(trimmed(values, outliers), { whole: norm(values) });
    return left === null ? [] : [{ vector, unit: left }];
  });
}

/** s' = u - (u . m) m, made unit length; vectors of which nothing is left are left out. */
export function unitVectorsWithout(units: readonly UnitVector[], m: Float64Array): UnitVector[] {
  return units.flatMap(({ vector, unit: own }) => {
    const left = unit(withoutDirection(own, m), { whole: 1 });
    return left === null ? [] : [{ vector, unit: left }];
  });
}

/**
 * Measures one variant. `change` is what the variant does to a difference `[C]`.
 *
 * @param options.differences of every input, PC1 first, f64 [C] each
 * @param options.draws differences of random role mixtures, f64 [C] each
 */
export function measureSpace(
  variant: SpanVariant,
  units: readonly UnitVector[],
  { differences: [first, ...others], draws, change, dimensions }: {
    differences: readonly [Float64Array, ...Float64Array[]];
    draws: readonly Float64Array[];
    change: (d: Float64Array) => Float64Array;
    dimensions: number;
  },
): Space {
  const rows = units.map(({ unit }) => unit);
  const target = (whole: Float64Array): Target => {
    const left = change(whole);
    const squared = dot(left, left);
    return {
      squared: isLeft(Math.sqrt(squared), norm(whole)) ? squared : 0,
      along: productsOf(left, rows),
    };
  };
  return {
    variant,
    dimensions,
    vectors: units.map(({ vector }) => vector),
    gram: gramMatrix(rows),
    differences: [target(first), ...others.map(target)],
    draws: draws.map(target),
  };
}
