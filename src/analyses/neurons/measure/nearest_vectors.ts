/**
 * The role and trait vectors nearest to what a neuron writes, with and without the outlier dimensions.
 *
 * Shape letters: C hidden size. Notation: O the outlier dimensions.
 *
 * @module
 */

import type { NeuronRow } from "../../../results.ts";
import { compareNames } from "../../../results/vector_order.ts";
import type { VectorKind } from "../../../sources/vectors/vectors.ts";
import type { SemanticVectors } from "../../../prepare/semantic_vectors.ts";
import { productMatrix } from "../../../math/products.ts";
import { norm, trimmed, type Vector } from "../../../math/vector_math.ts";

/** Vectors of each kind that a neuron is given. */
const N_NEAREST = 3;

type Nearest = NeuronRow["nearest"];

/** Vectors in two parts, so that neither variant is a difference of large numbers. */
interface Parts {
  /** f64 [C] each, O zeroed. */
  readonly trimmed: readonly Float64Array[];
  readonly trimmedLengths: readonly number[];
  /** Entries at O, f64 [O] each. */
  readonly outliers: readonly Float64Array[];
  readonly lengths: readonly number[];
}

/**
 * Of every direction `[C]` the three vectors of largest |cosine| of each kind, largest first (ties: kind, name); `trimmed` with O
 * zeroed in both, and empty where there is no O. What has no length has no cosine.
 */
export function nearestVectors(
  directions: readonly Vector[],
  { vectors, outliers }: Pick<SemanticVectors, "vectors"> & { outliers: readonly number[] },
): { raw: Nearest; trimmed: Nearest }[] {
  const known = partsOf(vectors.map(({ values }) => values), outliers);
  const own = partsOf(directions, outliers);
  const ofTrimmed = productMatrix(own.trimmed, known.trimmed); // f64 [directions, S]
  const ofOutliers = productMatrix(own.outliers, known.outliers);
  return directions.map((_, n) => {
    const trimmedRow = ofTrimmed[n]!, outlierRow = ofOutliers[n]!;
    const [length, trimmedLength] = [own.lengths[n]!, own.trimmedLengths[n]!];
    return {
      raw: nearestOf({ vectors, lengths: known.lengths }, {
        length,
        dot: (s) => trimmedRow[s]! + outlierRow[s]!,
      }),
      trimmed: outliers.length === 0 ? [] : nearestOf({ vectors, lengths: known.trimmedLengths }, {
        length: trimmedLength,
        dot: (s) => trimmedRow[s]!,
      }),
    };
  });
}

function partsOf(vectors: readonly Vector[], outliers: readonly number[]): Parts {
  const kept = vectors.map((vector) => trimmed(vector, outliers));
  const atOutliers = vectors.map((vector) => Float64Array.from(outliers, (k) => vector[k]!));
  const trimmedLengths = kept.map(norm);
  return {
    trimmed: kept,
    trimmedLengths,
    outliers: atOutliers,
    lengths: atOutliers.map((entries, s) => Math.hypot(trimmedLengths[s]!, norm(entries))),
  };
}

/** The nearest of each kind to one direction, of which the products with all vectors are known. */
function nearestOf(
  { vectors, lengths }: Pick<SemanticVectors, "vectors"> & { lengths: readonly number[] },
  { length, dot }: { length: number; dot: (s: number) => number },
): Nearest {
  const found: Record<VectorKind, Nearest> = { role: [], trait: [] };
  for (const [s, { kind, name }] of vectors.entries()) {
    if (!(length * lengths[s]! > 0)) continue;
    const cosine = dot(s) / (length * lengths[s]!);
    const nearest = found[kind], farthest = nearest[N_NEAREST - 1];
    // Most are farther than those that were found.
    if (farthest !== undefined && Math.abs(cosine) < Math.abs(farthest.cosine)) continue;
    nearest.push({ kind, name, cosine });
    nearest.sort(byNearness).splice(N_NEAREST);
  }
  return [...found.role, ...found.trait].sort(byNearness);
}

function byNearness(a: Nearest[number], b: Nearest[number]): number {
  return Math.abs(b.cosine) - Math.abs(a.cosine) || compareNames(a, b);
}
