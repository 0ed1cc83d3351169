/**
 * Role and trait vectors made comparable: difference from the default, unit length, bfloat16.
 *
 * Shape letters: C hidden size, S semantic vectors.
 *
 * @module
 */

import { roundArrayToBf16 } from "../math/dtypes.ts";
import { shownName } from "../text/quote.ts";
import { vectorFault } from "../sources/vectors/vector_values.ts";
import type { RawVectors, VectorKind } from "../sources/vectors/vectors.ts";
import type { SemanticVector } from "./input_groups.ts";
import { cosine, dot, norm, type Vector } from "../math/vector_math.ts";

/** Guards the division by the length, as in the reference. */
const LENGTH_EPS = 1e-8;

export type { SemanticVector };

/** All semantic vectors at one layer. */
export interface SemanticVectors {
  readonly layer: number;
  readonly vectors: readonly SemanticVector[]; // S of them
  /** Vectors of no length at this layer, left out. */
  readonly zeroLength: readonly { kind: VectorKind; name: string }[];
  readonly default: Float32Array | null; // f32 [C]
}

/**
 * s = bf16(a / (|a| + 1e-8)) with a = bf16(f32(role) - f32(default)) for roles, and a = bf16(trait) for traits, whose contrast
 * keys already hold a difference. `isTraitRawMean` says that they do not, and the default is subtracted from them too.
 *
 * @throws {RangeError} naming the vector, if a is not finite or too long for float32.
 */
export function semanticVectors(
  raw: RawVectors,
  options: { isTraitRawMean: boolean },
): SemanticVectors {
  const vectors: SemanticVector[] = [];
  const zeroLength: { kind: VectorKind; name: string }[] = [];
  for (const { kind, name, values } of raw.vectors) {
    const isSubtracted = kind === "role" || options.isTraitRawMean;
    const origin = isSubtracted ? raw.default : null;
    const a = roundArrayToBf16(origin === null ? values : difference(values, origin));
    const fault = vectorFault(a);
    if (fault !== null) {
      throw new RangeError(
        `Cannot use ${kind} ${shownName(name)} at layer ${raw.layer}${
          origin === null ? "" : " less the default vector"
        }: expected ${fault}`,
      );
    }
    const length = Math.fround(norm(a));
    if (length === 0) zeroLength.push({ kind, name });
    else {
      vectors.push({ kind, name, values: quotient(a, Math.fround(length + LENGTH_EPS)) });
    }
  }
  return { layer: raw.layer, vectors, zeroLength, default: raw.default };
}

// Loops: `map` takes ten times as long over hundreds of vectors.

function difference(values: Float32Array, origin: Float32Array): Float32Array {
  const left = new Float32Array(values);
  for (let i = 0; i < left.length; i++) left[i]! -= origin[i]!;
  return left;
}

function quotient(a: Float32Array, divisor: number): Float32Array {
  const divided = new Float32Array(a);
  for (let i = 0; i < divided.length; i++) divided[i]! /= divisor;
  return roundArrayToBf16(divided);
}

/**
 * Mean of the cosines of all pairs, computed as (|sum of unit vectors|^2 - S) / (S (S - 1)); null for fewer than two vectors.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanPairwiseCosine } from "./semantic_vectors.ts";
 * const mean = meanPairwiseCosine([Float32Array.of(1, 0), Float32Array.of(0, 2), Float32Array.of(3, 0)]);
 * assert(mean !== null && Math.abs(mean - 1 / 3) < 1e-12);
 * ```
 */
export function meanPairwiseCosine(vectors: readonly Vector[]): number | null {
  const first = vectors[0];
  if (first === undefined || vectors.length < 2) return null;
  const sum = new Float64Array(first.length);
  for (const vector of vectors) {
    const length = norm(vector);
    for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]! / length;
  }
  return (dot(sum, sum) - vectors.length) / (vectors.length * (vectors.length - 1));
}

/** Mean cosine of each vector with one other; null where there are no vectors, or no other of any length. */
export function meanCosineWith(vectors: readonly Vector[], other: Vector | null): number | null {
  if (other === null || vectors.length === 0) return null;
  let sum = 0;
  for (const vector of vectors) {
    const value = cosine(vector, other);
    if (value === null) return null;
    sum += value;
  }
  return sum / vectors.length;
}
