/**
 * Norms and dots in float64 over vectors that may be stored as float32.
 *
 * @module
 */

/** A vector of either float width. */
export type Vector = Float32Array | Float64Array;

/** What {@link widened} writes to, one for each operand of a loop. */
const wide = [new Float64Array(0), new Float64Array(0)];

/**
 * The vector in float64; one of float32 only until the next call for the same `place`.
 *
 * A loop that meets arrays of both types takes ten times as long as one that only ever meets one of them.
 */
export function widened(vector: Vector, place: 0 | 1): Float64Array {
  if (vector instanceof Float64Array) return vector;
  let copy = wide[place]!;
  if (copy.length !== vector.length) wide[place] = copy = new Float64Array(vector.length);
  copy.set(vector);
  return copy;
}

/** a . b in float64. */
export function dot(a: Vector, b: Vector): number {
  const [wideA, wideB] = [widened(a, 0), widened(b, 1)];
  let sum = 0;
  for (let i = 0; i < wideA.length; i++) sum += wideA[i]! * wideB[i]!;
  return sum;
}

/** |a| = sqrt(a . a) in float64. */
export function norm(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

/** Cosine of the angle between two vectors; null where either has no length. */
export function cosine(a: Vector, b: Vector): number | null {
  const lengths = norm(a) * norm(b);
  return lengths === 0 ? null : dot(a, b) / lengths;
}

/** Row `index` of a row-major matrix with `nColumns` columns, as a view. */
export function row<T extends Vector>(matrix: T, index: number, nColumns: number): T {
  return matrix.subarray(index * nColumns, (index + 1) * nColumns) as T;
}

/** A copy in float64 with the given coordinates set to zero: what the trimmed variant keeps. */
export function trimmed(vector: Vector, coordinates: readonly number[]): Float64Array<ArrayBuffer> {
  const kept = new Float64Array(vector);
  for (const k of coordinates) kept[k] = 0;
  return kept;
}
