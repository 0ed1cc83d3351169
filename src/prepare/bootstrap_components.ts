/**
 * PC1 of resampled roles: how firm PC1 is shows in how much its curves move.
 *
 * @module
 */

import {
  centre,
  type PcaScale,
  principalComponents,
  type Resample,
  resampledComponents,
} from "../math/pca.ts";
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
  if (n === 0 || roles.length < 2) return [];
  const axes = new Array<Float64Array | null>(n).fill(null);
  const componentsOf = scale === "mean" ? ofOneGram(roles) : ofEach(roles, scale);
  const indices = axes.map((_, k) => seededIndices(`${seed} bootstrap ${k}`, roles.length));
  for (let nDraws = 0; nDraws < MAX_DRAWS; nDraws++) {
    const missing = axes.flatMap((axis, k) => axis === null ? [k] : []);
    const drawn = componentsOf(missing.map((k) => resample(roles.length, indices[k]!)));
    for (const [i, k] of missing.entries()) axes[k] = drawn[i]!;
  }
  return axes.filter((axis) => axis !== null).map((axis) => {
    const sign = dot(axis, pc1) >= 0 ? 1 : -1;
    return roundArrayToBf16(axis.map((entry) => sign * entry));
  });
}

/** First components of resamples; null of one that spans nothing. */
type ComponentsOf = (resamples: readonly Resample[]) => (Float64Array | null)[];

/** Of vectors less their mean: all comes of the products of the roles with one another. */
function ofOneGram(roles: readonly Vector[]): ComponentsOf {
  const centred = centre(roles);
  const gram = gramMatrix(centred);
  return (resamples) => resampledComponents(centred, { gram, resamples });
}

/** Of z-scores, which have other products in every resample. */
function ofEach(roles: readonly Vector[], scale: PcaScale): ComponentsOf {
  return (resamples) =>
    resamples.map(({ places, counts }) => {
      const drawn = places.map((place) => roles[place]!);
      return principalComponents(drawn, 1, { scale, counts }).components[0] ?? null;
    });
}

/** As many of `nRoles` as there are, with replacement. */
function resample(nRoles: number, index: () => number): Resample {
  const counts = new Map<number, number>();
  for (let n = 0; n < nRoles; n++) {
    const place = index();
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return { places: [...counts.keys()], counts: [...counts.values()] };
}
