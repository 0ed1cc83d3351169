/**
 * Even shares of all layers.
 *
 * @module
 */

import type { Settled, Settling } from "../analysis.ts";
import type { ParityNumbers } from "./measure.ts";

/** The rows of all layers, and the column of the main table. */
export function settle({ numbers }: Settling<ParityNumbers | null>): Settled {
  const shares = new Map(numbers.map(({ layer, numbers }) => [layer, numbers?.evenShares]));
  return {
    causes: {
      parity: numbers.flatMap(({ numbers }) => numbers?.rows ?? []),
      spreads: numbers.flatMap(({ numbers }) => numbers?.spreads ?? []),
    },
    columns: {
      mlp: ({ layer, input_vector }) => ({
        even_share: shares.get(layer)?.get(input_vector) ?? null,
      }),
    },
  };
}
