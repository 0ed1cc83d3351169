/**
 * Random directions of the persona baseline: what a persona could be, without PC1.
 *
 * @module
 */

import { seededNormals } from "../math/random.ts";
import { roundArrayToBf16 } from "../math/dtypes.ts";
import { centre } from "../math/pca.ts";
import { weightedSums } from "../math/products.ts";
import { dot, norm, type Vector } from "../math/vector_math.ts";

/** Fewer roles span at most one direction beside the mean. */
export const MIN_ROLES = 3;

/** What is left below this share is rounding. */
const NO_LENGTH = 1e-10;

/**
 * Directions k = 0 ... n - 1 of the persona baseline, f32 `[C]` each: sum_j g_kj (r_j - mean r) with standard normal g, the part
 * along PC1 removed so that PC1 is not tested against itself, normalised, rounded to bfloat16. Direction k depends on the roles,
 * PC1, the seed and k alone. None for fewer than three roles, or where the roles vary along PC1 only.
 */
export function personaDirections(
  roles: readonly Vector[],
  { pc1, n, seed }: { pc1: Vector; n: number; seed: number },
): Float32Array[] {
  if (roles.length < MIN_ROLES) return [];
  const centred = centre(roles);
  const length = norm(pc1);
  const axis = Float64Array.from(pc1, (entry) => entry / length);
  const weights = Array.from(
    { length: n },
    (_, k) => Float64Array.from(centred, seededNormals(`${seed} persona ${k}`)),
  );
  const directions: Float32Array[] = [];
  for (const direction of weightedSums(weights, centred)) {
    const before = norm(direction);
    const along = dot(direction, axis);
    for (let i = 0; i < direction.length; i++) direction[i]! -= along * axis[i]!;
    const left = norm(direction);
    if (left <= NO_LENGTH * before) return [];
    directions.push(roundArrayToBf16(direction.map((entry) => entry / left)));
  }
  return directions;
}
