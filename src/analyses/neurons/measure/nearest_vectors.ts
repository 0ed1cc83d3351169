/**
 * The role and trait vectors nearest to what a neuron writes, with and without the outlier dimensions.
 *
 * Shape letters: C hidden size. Notation: O the outlier dimensions.
 *
 * @module
 */

import type { NeuronRow } from "../../../results.ts";
import { compareNames } from "../../../results/vector_order.ts";
import type { SemanticVectors } from "../../../prepare/semantic_vectors.ts";
import { norm, type Vector } from "../../../math/vector_math.ts";

/** Vectors of each kind that a neuron is given. */
const N_NEAREST = 3;

type Nearest = NeuronRow["nearest"];

/** A vector in two parts, so that neither variant is a difference of large numbers. */
interface Parts {
  /** f64 [C], O zeroed. */
  readonly trimmed: Float64Array;
  readonly trimmedLength: number;
  /** Entries at O. */
  readonly outliers: Float64Array;
  readonly length: number;
}

/**
 * Makes the function that finds, for a direction `[C]`, the three vectors of largest |cosine| of each kind, largest first (ties:
 * kind, name); `trimmed` with O zeroed in both, and empty where there is no O. What has no length has no cosine.
 */
export function nearestVectors(
  { vectors }: Pick<SemanticVectors, "vectors">,
  outliers: readonly number[],
): (direction: Vector) => { raw: Nearest; trimmed: Nearest } {
  const known = vectors.map((vector) => ({ ...vector, ...partsOf(vector.values, outliers) }));

  return (direction) => {
    const own = partsOf(direction, outliers);
    const raw: Nearest = [];
    const trimmed: Nearest = [];
    for (const vector of known) {
      const { kind, name } = vector;
      const trimmedDot = dot(own.trimmed, vector.trimmed);
      const lengths = own.length * vector.length;
      const trimmedLengths = own.trimmedLength * vector.trimmedLength;
      if (lengths > 0) {
        const cosine = (trimmedDot + dot(own.outliers, vector.outliers)) / lengths;
        raw.push({ kind, name, cosine });
      }
      if (trimmedLengths > 0 && outliers.length > 0) {
        trimmed.push({ kind, name, cosine: trimmedDot / trimmedLengths });
      }
    }
    return { raw: nearestOf(raw), trimmed: nearestOf(trimmed) };
  };
}

function partsOf(vector: Vector, outliers: readonly number[]): Parts {
  const trimmed = new Float64Array(vector);
  for (const k of outliers) trimmed[k] = 0;
  const atOutliers = Float64Array.from(outliers, (k) => vector[k]!);
  const trimmedLength = norm(trimmed);
  return {
    trimmed,
    trimmedLength,
    outliers: atOutliers,
    length: Math.hypot(trimmedLength, norm(atOutliers)),
  };
}

function nearestOf(candidates: Nearest): Nearest {
  candidates.sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine) || compareNames(a, b));
  const nOf = { role: 0, trait: 0 };
  return candidates.filter(({ kind }) => nOf[kind]++ < N_NEAREST);
}

/** Four sums side by side: in one sum every addition waits for the one before. */
function dot(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const nPaired = a.length - a.length % 4;
  for (let i = 0; i < nPaired; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = nPaired; i < a.length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + s2 + s3;
}
