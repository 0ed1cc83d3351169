/**
 * Random directions of the isotropic baseline.
 *
 * @module
 */

import { seededNormals } from "../math/random.ts";
import { roundArrayToBf16 } from "../math/dtypes.ts";
import { norm } from "../math/vector_math.ts";

/**
 * Direction `index` of the isotropic baseline: standard normal entries, normalised to length 1, rounded to bfloat16; f32 `[C]`.
 * It depends on the seed and the index alone, so it is the same at every layer and whatever else is run.
 */
export function isotropicDirection(index: number, options: { seed: number; hiddenSize: number }) {
  const draw = seededNormals(`${options.seed} isotropic ${index}`);
  const entries = Float64Array.from({ length: options.hiddenSize }, draw);
  const length = norm(entries);
  return roundArrayToBf16(entries.map((entry) => entry / length));
}
