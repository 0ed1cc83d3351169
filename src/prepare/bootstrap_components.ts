/**
 * PC1 of resampled roles: how firm PC1 is shows in how much its curves move.
 *
 * @module
 */

import { centre, type PcaScale, principalComponents, resampledGram } from "../math/pca.ts";
import { gramMatrix } from "../math/products.ts";
import { seededIndices } from "../math/random.ts";
import { dot, type Vector } from "../math/vector_math.ts";
import { roundArrayToBf16 } from "../math/dtypes.ts";

/** A resample of one role alone spans nothing; with two roles every second one does. */
const MAX_DRAWS = 10;

/**
 * PC1 of `n` resamples of the roles with replacement, f32 `[C]` each: aligned in sign with `pc1`, rounded to bfloat16. Resample k
 * depends on the roles, the seed and k alone. A resample that spans nothing is drawn again, at most ten times, then left out.
 */
export function bootstrapComponents(
  roles: readonly Vector[],
  { pc1, n, seed, scale }: { pc1: Vector; n: number; seed: number; scale: PcaScale },
): Float32Array[] {
  if (roles.length < 2) return [];
  const all = scale === "mean" ? gramMatrix(centre(roles)) : null;
  const resampled: Float32Array[] = [];
  for (let k = 0; k < n; k++) {
    const index = seededIndices(`${seed} bootstrap ${k}`, roles.length);
    for (let nDraws = 0; nDraws < MAX_DRAWS; nDraws++) {
      const { places, counts } = resample(roles.length, index);
      const drawn = places.map((place) => roles[place]!);
      const gram = all === null ? {} : { gram: resampledGram(all, { places, counts }) };
      const [axis] = principalComponents(drawn, 1, { scale, counts, ...gram }).components;
      if (axis === undefined) continue;
      const sign = dot(axis, pc1) >= 0 ? 1 : -1;
      resampled.push(roundArrayToBf16(axis.map((entry) => sign * entry)));
      break;
    }
  }
  return resampled;
}

/** As many of `nRoles` as there are, with replacement: the places of those drawn, and how often each was. */
function resample(nRoles: number, index: () => number) {
  const counts = new Map<number, number>();
  for (let n = 0; n < nRoles; n++) {
    const place = index();
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return { places: [...counts.keys()], counts: [...counts.values()] };
}
