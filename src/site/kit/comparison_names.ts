/**
 * How pages name the coordinates on which outputs are compared, and the directions that PC1 is compared with.
 *
 * @module
 */

import { hasOutliers } from "../../results/outlier_layers.ts";
import type { BaselineName, Evidence, Variant } from "../../results.ts";

/** The name of each variant on a page. */
export const VARIANT_LABELS = {
  raw: "all coordinates",
  trimmed: "outlier dimensions removed",
  centred: "mean direction removed",
} as const satisfies Record<Variant, string>;

/** The variants in the order in which pages show them. */
export const VARIANTS = labelled(["raw", "trimmed", "centred"]);

/** Those of quantities in the output space, and on the way to it. */
export const OUTPUT_VARIANTS_SHOWN = labelled(["raw", "trimmed"]);

function labelled<Name extends Variant>(names: readonly Name[]) {
  return names.map((name) => ({ name, label: VARIANT_LABELS[name] }));
}

/** Those that say something of a layer, or of any where none is named: where no outlier dimension is, without it nothing is left out. */
export function tellingVariants(
  evidence: Pick<Evidence, "layers">,
  layer?: number,
): readonly (typeof VARIANTS[number])[] {
  const isTrimmed = hasOutliers(evidence, layer);
  return VARIANTS.filter(({ name }) => isTrimmed || name !== "trimmed");
}

/** The baselines from the strongest comparison to the weakest; `one` of a single direction, `short` where there is little room. */
export const BASELINES = [
  { name: "roles", label: "single roles and traits", one: "single role or trait", short: "single" },
  { name: "persona", label: "random role mixtures", one: "random role mixture", short: "mixtures" },
  { name: "controls", label: "controls", one: "control", short: "controls" },
  { name: "isotropic", label: "random directions", one: "random direction", short: "random" },
] as const satisfies { name: BaselineName; label: string; one: string; short: string }[];
