/**
 * Whether the numbers of an input vector survive what is done to every one of them: rounding to bfloat16, and a squared length in
 * float32.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { roundArrayToBf16, roundToBf16 } from "../../math/dtypes.ts";

const MAX_FLOAT32 = 3.4028234663852886e38;
/** Smallest float32 of full precision, 2^-126. */
const MIN_NORMAL_FLOAT32 = 2 ** -126;

/**
 * What is wrong with a vector, as it reads after "expected"; null where nothing is. A vector of no length is wrong only where
 * `isDirection` says that its direction counts; one whose squared length float32 takes for none has a direction that gets lost. `where` stands behind what is expected, for instance ` at layer 3`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { vectorFault } from "./vector_values.ts";
 * assert(vectorFault([1, 2]) === null);
 * const fault = vectorFault([1, 3.4e38]);
 * assert(fault === "finite numbers in bfloat16, found Infinity at element 1 (stored 3.4e+38)");
 * ```
 */
export function vectorFault(
  values: ArrayLike<number>, // [C]
  { isDirection = false, where = "" }: { isDirection?: boolean; where?: string } = {},
): string | null {
  const length = squaredLength(values);
  const isNone = length === 0 && !isDirection;
  if (isNone || length >= MIN_NORMAL_FLOAT32 && length <= MAX_FLOAT32) return null;
  let squares = 0;
  let largest = 0; // index of the entry of the largest magnitude
  for (let i = 0; i < values.length; i++) {
    const stored = values[i] ?? NaN;
    if (!Number.isFinite(stored)) return `finite numbers${where}, found ${stored} at element ${i}`;
    const rounded = roundToBf16(stored);
    if (!Number.isFinite(rounded)) {
      return `finite numbers in bfloat16${where}, found ${rounded} at element ${i} (stored ${stored})`;
    }
    squares += rounded * rounded;
    if (Math.abs(rounded) > Math.abs(values[largest] ?? 0)) largest = i;
  }
  if (squares > MAX_FLOAT32) {
    return `a length${where} whose square is a float32 number, found a length of ${
      Math.sqrt(squares).toPrecision(3)
    } (element ${largest} is ${values[largest]})`;
  }
  return squares === 0
    ? `a vector other than 0${where}, found 0 at all ${values.length} elements`
    : `a length${where} whose square is a float32 number, found a length of ${
      Math.sqrt(squares).toPrecision(3)
    }`;
}

/** |v|^2 of the rounded entries; not finite where an entry is not. Hundreds of vectors are gone through at each layer. */
function squaredLength(values: ArrayLike<number>): number {
  const rounded = roundArrayToBf16(new Float32Array(values));
  let squares = 0;
  for (let i = 0; i < rounded.length; i++) squares += rounded[i]! * rounded[i]!;
  return squares;
}
