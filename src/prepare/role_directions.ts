/**
 * Which single roles and traits are run as a baseline.
 *
 * @module
 */

import { seededUniforms } from "../math/random.ts";
import type { SemanticVector } from "./semantic_vectors.ts";

/** All vectors if there are at most `max`, else a seeded sample of `max` without replacement; in the given order. */
export function roleDirections(
  vectors: readonly SemanticVector[],
  { max, seed }: { max: number; seed: number },
): SemanticVector[] {
  if (vectors.length <= max) return [...vectors];
  const draw = seededUniforms(`${seed} roles`);
  const keys = vectors.map(draw);
  const byKey = keys.map((_, i) => i).sort((i, j) => keys[i]! - keys[j]! || i - j);
  const isSampled = new Set(byKey.slice(0, max));
  return vectors.filter((_, i) => isSampled.has(i));
}
