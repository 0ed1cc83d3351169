/**
 * The coordinates on which the contributions of a layer are known.
 *
 * @module
 */

import type { LayerNeurons } from "../../../results.ts";
import { OUTPUT_VARIANTS_SHOWN } from "../../../site/kit/comparison_names.ts";

/** The variants in which contributions are known. */
export function knownVariants({ trimmed_contribution_sum }: LayerNeurons) {
  return OUTPUT_VARIANTS_SHOWN.filter(({ name }) =>
    name === "raw" || trimmed_contribution_sum !== null
  );
}
