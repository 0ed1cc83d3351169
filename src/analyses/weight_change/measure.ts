/**
 * How much each matrix changed along ordinary inputs, and whether more along PC1.
 *
 * Notation: n what enters a matrix in the base, of gate and up the normed input and of down h; W_b and W_i the weight of base and
 * instruct.
 *
 * @module
 */

import type { LayerSource } from "../analysis.ts";
import type { RowComparison } from "../../compute/row_comparisons.ts";
import type { WeightChangeRow } from "../../results.ts";
import type { InputRow } from "../../prepare/input_groups.ts";
import type { InputValues } from "../../measure/layer_values.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";

const WEIGHTS = ["gate", "up", "down"] as const;

/**
 * isotropic_change = sqrt(sum |(W_i - W_b) n|^2 / sum |W_b n|^2) over the random directions, and the same of PC1 alone over it.
 */
function weightChangeRows(
  layer: number,
  inputs: readonly Pick<InputValues, "row" | "change">[],
): WeightChangeRow[] {
  return WEIGHTS.map((weight): WeightChangeRow => {
    const of = (isOne: (row: InputRow) => boolean) =>
      relativeChange(
        inputs.flatMap(({ row, change }) => change !== null && isOne(row) ? [change[weight]] : []),
      );
    const isotropic = of((row) => row.kind === "direction" && row.baseline === "isotropic");
    const pc1 = of((row) => row.kind === "component" && row.name === PEAK_INPUT && row.sign === 1);
    return {
      layer,
      weight,
      isotropic_change: isotropic,
      pc1_change: pc1,
      pc1_gain: isotropic === null || isotropic === 0 || pc1 === null ? null : pc1 / isotropic,
    };
  });
}

/** Root of the summed squares of the change over those of the base; null where nothing was run or the base gives zero. */
function relativeChange(rows: readonly RowComparison[]): number | null {
  let [changed, whole] = [0, 0];
  for (const { differenceSquared, baseSquared } of rows) {
    changed += differenceSquared;
    whole += baseSquared;
  }
  return whole === 0 ? null : Math.sqrt(changed / whole);
}

/** The three rows of one layer; none where nothing was traced. */
export function measure({ layer, values: { pairs }, traced }: LayerSource): WeightChangeRow[] {
  if (traced === null) return [];
  return weightChangeRows(layer, pairs.flatMap(({ plus, minus }) => [plus, minus]));
}
