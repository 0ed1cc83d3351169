/**
 * Which tensor carries the change, over all layers.
 *
 * @module
 */

import { leadingTensors } from "../../results/leading_component.ts";
import { decomposedLayers } from "../../results/peak_input.ts";
import type { AttributionRow } from "../../results.ts";
import type { Settled, Settling } from "../analysis.ts";

/** The rows of all layers, and which tensor may be named at the decomposed ones. */
export function settle({ numbers, measured }: Settling<AttributionRow[]>): Settled {
  const attribution = numbers.flatMap(({ numbers }) => numbers);
  const leading_tensors = leadingTensors(attribution, decomposedLayers(measured));
  return { causes: { attribution, leading_tensors } };
}
