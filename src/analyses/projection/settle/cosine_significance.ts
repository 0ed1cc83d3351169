/**
 * Whether a difference points along a vector more than the draws' differences do. Of cosines, so that the length of a difference
 * does not count: the projection of a random direction four times as long as the draws lies far out along every other vector.
 *
 * Shape letters: S semantic vectors, N draws.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { bisectLeft, quantileSorted } from "d3-array";
import { MIN_DRAWS } from "../../../math/significance.ts";

/** A difference by its products with unit vectors. */
export interface Projected {
  /** |d|^2; 0 where there is no difference. */
  readonly squared: number;
  /** d . u of every vector u. */
  readonly along: Float64Array; // f64 [S]
}

/** How far out one cosine lies, and how often a draw's lies as far. */
export interface CosineSignificance {
  readonly z: number;
  /** Of this vector alone. */
  readonly p: number;
  /** Over all vectors. */
  readonly pfw: number;
  /** 2.5 % and 97.5 % quantile of the draws' cosines with this vector; null with too few for them. */
  readonly q025: number | null;
  readonly q975: number | null;
}

/** A spread of cosines, which are at most 1, below this is rounding. */
const NO_SPREAD = 1e-12;

/**
 * c = d . u / |d|, standardised by mean and sd (n - 1) over all N + 1, the observed one included: standardised by the draws alone
 * the observed one can lie farther out than any draw can. p = (1 + #{k: |z_k| >= |z|}) / (N + 1); over all vectors by max-T
 * (Westfall and Young) p_fw = (1 + #{k: max over vectors of |z_k| >= |z|}) / (N + 1). Where cosines have no spread z is 0 for all.
 *
 * Where the draws' cosines lie is worked out once for all differences.
 *
 * @returns Of a difference one entry a vector in their order; null without a difference, and with fewer than two draws that have one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cosinesAgainst } from "./cosine_significance.ts";
 * const at = (cosine: number) => ({ squared: 4, along: Float64Array.of(2 * cosine) });
 * const [row] = cosinesAgainst([at(0.5), at(0.5)])(at(1)) ?? [];
 * assert.deepEqual([row?.p, row?.pfw], [1 / 3, 1 / 3]);
 * ```
 */
export function cosinesAgainst(
  draws: readonly Projected[],
): (difference: Projected) => CosineSignificance[] | null {
  // A draw without a difference has no cosine.
  const known = draws.filter(({ squared }) => squared > 0);
  const drawn = known.map(cosines);
  const ranges = known.length < 2 ? [] : columnsOf(drawn).map((column) => rangeOf(column.sort()));
  return (difference) => {
    if (difference.squared === 0 || known.length < 2) return null;
    const [z, ...zDraws] = pooled([cosines(difference), ...drawn.map((row) => row.slice())]) as [
      Float64Array,
      ...Float64Array[],
    ];
    const sizes = z.map(Math.abs);
    const nAsFar = new Int32Array(z.length); // [S]
    const maxima = zDraws.map((row) => {
      let most = 0;
      for (let s = 0; s < row.length; s++) {
        const size = Math.abs(row[s]!);
        nAsFar[s]! += size >= sizes[s]! ? 1 : 0;
        most = Math.max(most, size);
      }
      return most;
    }).sort((a, b) => a - b);
    return Array.from(z, (value, s) => ({
      z: value,
      p: (1 + nAsFar[s]!) / (known.length + 1),
      pfw: (1 + maxima.length - bisectLeft(maxima, sizes[s]!)) / (known.length + 1),
      ...ranges[s]!,
    }));
  };
}

/** The middle 95 %; with fewer draws than a p of 0.05 takes, its ends would be their largest alone. */
function rangeOf(ascending: Float64Array): Pick<CosineSignificance, "q025" | "q975"> {
  // It reads by index, whatever its types say: a copy of every column takes as long as all else.
  const values = ascending as unknown as number[];
  const quantileOf = (share: number) =>
    values.length < MIN_DRAWS ? null : quantileSorted(values, share) ?? null;
  return { q025: quantileOf(0.025), q975: quantileOf(0.975) };
}

/** By vector the numbers of all draws, f64 [N] each, of rows f64 [S] each. */
export function columnsOf(rows: readonly Float64Array[]): Float64Array[] {
  return Array.from({ length: rows[0]?.length ?? 0 }, (_, s) => {
    const column = new Float64Array(rows.length);
    for (let n = 0; n < column.length; n++) column[n] = rows[n]![s]!;
    return column;
  });
}

function cosines({ squared, along }: Projected): Float64Array {
  const inverse = 1 / Math.sqrt(squared);
  const cosines = new Float64Array(along.length);
  for (let s = 0; s < cosines.length; s++) cosines[s] = along[s]! * inverse;
  return cosines;
}

/**
 * Each vector's cosines (a column) standardised over all rows. Row by row, and in place: with hundreds of vectors and draws a copy
 * of every column takes many times as long.
 */
function pooled(rows: readonly Float64Array[]): readonly Float64Array[] {
  const nVectors = rows[0]!.length;
  const mean = new Float64Array(nVectors); // f64 [S]
  for (const row of rows) {
    for (let s = 0; s < nVectors; s++) mean[s]! += row[s]!;
  }
  for (let s = 0; s < nVectors; s++) mean[s]! /= rows.length;
  const squares = new Float64Array(nVectors); // f64 [S]
  for (const row of rows) {
    for (let s = 0; s < nVectors; s++) {
      const distance = row[s]! - mean[s]!;
      row[s] = distance;
      squares[s]! += distance * distance;
    }
  }
  const inverse = squares.map((sum) => { // 1 / sd
    const sd = Math.sqrt(sum / (rows.length - 1));
    return sd <= NO_SPREAD ? 0 : 1 / sd;
  });
  for (const row of rows) {
    for (let s = 0; s < nVectors; s++) row[s]! *= inverse[s]!;
  }
  return rows;
}
