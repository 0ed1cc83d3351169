/**
 * How pages name the coordinates on which outputs are compared, and the directions that PC1 is compared with.
 *
 * @module
 */

import { hasOutliers } from "../../results/outlier_layers.ts";
import type { BaselineName, Evidence, Variant } from "../../results.ts";

/** The variants in the order in which pages show them. */
export const VARIANTS = [
  { name: "raw", label: "all coordinates" },
  { name: "trimmed", label: "outlier dimensions removed" },
  { name: "centred", label: "mean direction removed" },
] as const satisfies { name: Variant; label: string }[];

/** Those of quantities in the output space, and on the way to it. */
export const OUTPUT_VARIANTS_SHOWN = [VARIANTS[0], VARIANTS[1]] as const;

/** Those that say something of a layer, or of any where none is named: where no outlier dimension is, without it nothing is left out. */
export function tellingVariants(
  evidence: Pick<Evidence, "layers">,
  layer?: number,
): readonly (typeof VARIANTS[number])[] {
  const isTrimmed = hasOutliers(evidence, layer);
  return VARIANTS.filter(({ name }) => isTrimmed || name !== "trimmed");
}

/** The name of each on a page. */
export const VARIANT_LABELS = {
  raw: VARIANTS[0].label,
  trimmed: VARIANTS[1].label,
  centred: VARIANTS[2].label,
} as const satisfies Record<Variant, string>;

/** The baselines from the strongest comparison to the weakest; `short` where there is little room. */
export const BASELINES = [
  { name: "roles", label: "single roles and traits", short: "roles" },
  { name: "persona", label: "random role mixtures", short: "mixtures" },
  { name: "controls", label: "controls", short: "controls" },
  { name: "isotropic", label: "random directions", short: "random" },
] as const satisfies { name: BaselineName; label: string; short: string }[];
