/**
 * How much each matrix changed, over all layers.
 *
 * @module
 */

import type { WeightChangeRow } from "../../results.ts";
import type { Settled, Settling } from "../analysis.ts";

/** The rows of all layers. */
export function settle({ numbers }: Settling<WeightChangeRow[]>): Settled {
  return { causes: { weight_change: numbers.flatMap(({ numbers }) => numbers) } };
}
