/**
 * The stages of all layers.
 *
 * @module
 */

import type { Settled, Settling } from "../analysis.ts";
import type { StageColumns, StageNumbers } from "./measure.ts";

/** Columns of an input that was not looked into. */
const UNKNOWN: StageColumns = {
  gate_angular: null,
  up_angular: null,
  hidden_angular: null,
  down_angular: null,
};

/** The rows of all layers, and what they add to the main table. */
export function settle({ numbers }: Settling<StageNumbers | null>): Settled {
  const columns = new Map(numbers.map(({ layer, numbers }) => [layer, numbers?.columns]));
  return {
    causes: {
      stages: numbers.flatMap(({ numbers }) => numbers?.rows ?? []),
      spreads: numbers.flatMap(({ numbers }) => numbers?.spreads ?? []),
    },
    columns: {
      mlp: ({ layer, input_vector }) => columns.get(layer)?.get(input_vector) ?? UNKNOWN,
    },
  };
}
