/**
 * Self-projections of all layers.
 *
 * @module
 */

import type { Settled, Settling } from "../analysis.ts";
import type { SelfProjectionColumns, SelfProjectionNumbers } from "./measure.ts";

/** Columns of an input that was not looked into. */
const UNKNOWN: SelfProjectionColumns = {
  base_self_projection: null,
  instruct_self_projection: null,
  base_orthogonal_norm: null,
  instruct_orthogonal_norm: null,
};

/** The rows of all layers, and what they add to the main table. */
export function settle({ numbers }: Settling<SelfProjectionNumbers | null>): Settled {
  const columns = new Map(numbers.map(({ layer, numbers }) => [layer, numbers?.columns]));
  return {
    causes: {
      self_projection: numbers.flatMap(({ numbers }) => numbers?.rows ?? []),
      spreads: numbers.flatMap(({ numbers }) => numbers?.spreads ?? []),
    },
    columns: {
      mlp: ({ layer, input_vector }) => columns.get(layer)?.get(input_vector) ?? UNKNOWN,
    },
  };
}
