/**
 * What the published sweep is set beside: every role and trait as an input, where the pair is the published one.
 *
 * @module
 */

import { type SweptVector, sweptVectors } from "../../measure/swept_vectors.ts";
import type { LayerSource } from "../analysis.ts";

/** Those that were run; empty for any other pair. */
export function measure({ values, hasOtherRounding, ...options }: LayerSource): SweptVector[] {
  return hasOtherRounding ? sweptVectors(values, options) : [];
}
