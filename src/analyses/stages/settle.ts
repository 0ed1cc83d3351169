/**
 * The stages of all layers.
 *
 * @module
 */

import { MIN_DRAWS } from "../../math/significance.ts";
import { decomposedLayers } from "../../results/peak_input.ts";
import { stageAppearances } from "../../results/stage_appearance.ts";
import type { Settled, Settling } from "../analysis.ts";
import type { StageColumns, StageNumbers } from "./measure.ts";

/** Columns of an input that was not looked into. */
const UNKNOWN: StageColumns = {
  gate_angular: null,
  up_angular: null,
  hidden_angular: null,
  down_angular: null,
};

/** The rows of all layers, what they add to the main table, and where the angle appears at the decomposed layers. */
export function settle({ numbers, measured }: Settling<StageNumbers | null>): Settled {
  const columns = new Map(numbers.map(({ layer, numbers }) => [layer, numbers?.columns]));
  const rows = numbers.flatMap(({ numbers }) => numbers?.rows ?? []);
  return {
    causes: {
      stages: rows,
      stage_appearance: stageAppearances(rows, decomposedLayers(measured)).map((row) =>
        // By so few draws nothing can be told to be beyond them, nor not to be.
        measured.options.random < MIN_DRAWS ? { ...row, standing: "unknown", stage: null } : row
      ),
      spreads: numbers.flatMap(({ numbers }) => numbers?.spreads ?? []),
    },
    columns: {
      mlp: ({ layer, input_vector }) => columns.get(layer)?.get(input_vector) ?? UNKNOWN,
    },
  };
}
