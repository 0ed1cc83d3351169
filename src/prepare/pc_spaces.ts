/**
 * A principal component of z-scored vectors, read in the space of the vectors themselves.
 *
 * @module
 */

import { PEAK_INPUT } from "../results/peak_input.ts";
import { roundArrayToBf16 } from "../math/dtypes.ts";
import { norm, type Vector } from "../math/vector_math.ts";

/** What the entries of a component are multiplied by: nothing, sigma, or 1 / sigma. */
export type PcSpace = typeof PC_SPACES[number];

/** All spaces. */
export const PC_SPACES = ["components", "activation", "readout"] as const;

/** Those that PC1 is not run in, and how it is called there. */
export function otherSpaces({ pcSpace }: { pcSpace: PcSpace }): { space: PcSpace; name: string }[] {
  return PC_SPACES.filter((space) => space !== pcSpace)
    .map((space) => ({ space, name: `${PEAK_INPUT}:${space}` }));
}

/**
 * A component w `[C]` of vectors z = (x - mean) / sigma, as it is run; f32 `[C]`, rounded to bfloat16.
 *
 * - `components`: w as stored, sign and scale kept.
 * - `activation`: sigma * w, made unit length: how x moves when the coordinate along w grows.
 * - `readout`: w / sigma, made unit length: the direction whose dot with x is that coordinate; 0 where sigma is 0.
 *
 * Null where sigma is needed and not known, or nothing is left.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { inSpace } from "./pc_spaces.ts";
 * const w = Float64Array.of(0.75, 1), sigma = Float64Array.of(4, 4);
 * assert.deepEqual(inSpace(w, { sigma, space: "components" }), Float32Array.of(0.75, 1));
 * assert(inSpace(w, { sigma: null, space: "activation" }) === null);
 * ```
 */
export function inSpace(
  w: Vector,
  { sigma, space }: { sigma: Vector | null; space: PcSpace },
): Float32Array | null {
  if (space === "components") return roundArrayToBf16(w);
  if (sigma === null) return null;
  const scaled = Float64Array.from(w, (entry, i) => {
    if (space === "activation") return entry * sigma[i]!;
    return sigma[i] === 0 ? 0 : entry / sigma[i]!;
  });
  const length = norm(scaled);
  return length === 0 ? null : roundArrayToBf16(scaled.map((entry) => entry / length));
}
