/**
 * What was computed again of one layer: the engine has compared it already.
 *
 * @module
 */

import type { ProductCheck } from "../../compute/compared_product.ts";
import type { LayerSource } from "../analysis.ts";

/** It is written down with the layer, so that a layer that is taken from its record keeps its figure. */
export function measure({ check }: LayerSource): ProductCheck {
  return check;
}
