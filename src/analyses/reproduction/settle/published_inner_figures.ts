/**
 * Published figures of which it is not said how they were rounded: self-projections, and the gate and up products alone. They are
 * set beside the run's own values, and no agreement is claimed.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { mean } from "d3-array";
import type { Measured } from "../../../results.ts";
import { rowAt } from "../../../results/peak_input.ts";
import { type Compared, isUnclaimed, ownRounding } from "./agreement.ts";
import published from "../../../prepare/published_gemma_2_27b.json" with { type: "json" };

/** y . x / |x| of PC1 at each published layer. */
export function selfProjectionRows(measured: Measured): Compared[] {
  const { layers, base, instruct } = published.self_projection_PC1;
  const models = [
    ["y_b", "base_self_projection", base],
    ["y_i", "instruct_self_projection", instruct],
  ] as const;
  return models.flatMap(([what, column, figures]) =>
    layers.flatMap((layer, i): Compared[] => {
      const figure = figures[i];
      return figure === undefined ? [] : [{
        quantity: `${what} of PC1 along PC1, layer ${layer}`,
        published: figure,
        value: rowAt(measured.mlp, layer)?.[column] ?? null,
        rounding: ownRounding(measured),
        agreement: isUnclaimed,
      }];
    })
  );
}

/** Means over the published layers of 1 - cos of the gate and up products; ours are of n, whatever theirs were of. */
export function linearRows(measured: Measured): Compared[] {
  const { gate_proj, up_proj } = published.linear_only_mean_cosine_distance;
  const maps = [["gate", "gate_angular", gate_proj], ["up", "up_angular", up_proj]] as const;
  return maps.flatMap(([what, column, figures]) =>
    (["PC1", "PC2"] as const).map((input): Compared => {
      const { layers } = published.delta_angular;
      const angles = layers.flatMap((layer) => rowAt(measured.mlp, layer, input)?.[column] ?? []);
      return {
        quantity: `1 - cos of the ${what} product of ${input}, mean of ${layers.length} layers`,
        published: figures[input],
        value: angles.length === layers.length ? mean(angles) ?? null : null,
        rounding: ownRounding(measured),
        agreement: isUnclaimed,
      };
    })
  );
}
