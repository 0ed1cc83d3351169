/**
 * The baselines direction by direction, and PC1 among single roles and traits.
 *
 * @module
 */

import { componentTurn, drawsAt } from "../../../measure/draws.ts";
import type { LayerChanges } from "../../../measure/layer_changes.ts";
import type { BaselineRow, RankRow } from "../../../results.ts";
import { VARIANTS } from "../../../results/values.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";

const SIGNS = [1, -1] as const;

/** Two rows a direction: by layer, then baseline, index, sign. */
export function baselineRows(layers: readonly LayerChanges[]): BaselineRow[] {
  return layers.flatMap(({ layer, directions }) =>
    directions.flatMap(({ baseline, index, plus, minus }) =>
      SIGNS.map((sign): BaselineRow => {
        const { raw, trimmed, centred } = sign === 1 ? plus : minus;
        return {
          layer,
          baseline,
          index,
          sign,
          delta_norm: raw.deltaNorm,
          delta_angular: raw.deltaAngular,
          delta_angular_trimmed: trimmed.deltaAngular,
          delta_angular_centred: centred.deltaAngular,
        };
      })
    )
  );
}

/** How many single roles and traits turn at least as far as PC1, in every variant. */
export function rankRows(layers: readonly LayerChanges[]): RankRow[] {
  return layers.flatMap((layer) =>
    VARIANTS.flatMap((variant): RankRow[] => {
      const own = componentTurn(layer, { name: PEAK_INPUT, variant });
      const roles = drawsAt(layer, { baseline: "roles", variant });
      return own === null || roles === null ? [] : [{
        layer: layer.layer,
        variant,
        n: roles.length,
        n_at_least: roles.filter((role) => role >= own).length,
      }];
    })
  );
}
