/**
 * Which tensor carries the change, over all layers.
 *
 * @module
 */

import type { AttributionRow } from "../../results.ts";
import type { Settled, Settling } from "../analysis.ts";

/** The rows of all layers. */
export function settle({ numbers }: Settling<AttributionRow[]>): Settled {
  return { causes: { attribution: numbers.flatMap(({ numbers }) => numbers) } };
}
