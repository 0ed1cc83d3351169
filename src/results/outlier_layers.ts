/**
 * Which layers have outlier dimensions: elsewhere what is said without them would say the same again.
 *
 * @module
 */

import type { LayerEvidence } from "../results.ts";

/** Whether a layer has outlier dimensions, or any of them where none is named. */
export function hasOutliers(
  { layers }: { readonly layers: readonly Pick<LayerEvidence, "layer" | "has_outliers">[] },
  layer?: number,
): boolean {
  return layers.some((it) => it.has_outliers && (layer === undefined || it.layer === layer));
}
