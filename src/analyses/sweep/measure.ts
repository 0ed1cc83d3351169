/**
 * Every role and trait as an input of one layer.
 *
 * @module
 */

import { type SweptVector, sweptVectors } from "../../measure/swept_vectors.ts";
import type { LayerSource } from "../analysis.ts";

/** Those that were run; empty without a sweep. */
export function measure({ values, ...options }: LayerSource): SweptVector[] {
  return sweptVectors(values, options);
}
