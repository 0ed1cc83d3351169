/**
 * The baselines direction by direction, and PC1 among them.
 *
 * @module
 */

import { componentAngular, drawsAt } from "../../../measure/draws.ts";
import type { LayerChanges } from "../../../measure/layer_changes.ts";
import type { AsFarRow, BaselineRow, RankRow } from "../../../results.ts";
import { countAsFar } from "../../../results/as_far.ts";
import { BASELINES, VARIANTS } from "../../../results/values.ts";
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

/** How many directions of every baseline turn at least as far as PC1, in every variant. */
export function asFarRows(layers: readonly LayerChanges[]): AsFarRow[] {
  return layers.flatMap((layer) =>
    BASELINES.flatMap((baseline) =>
      VARIANTS.flatMap((variant): AsFarRow[] => {
        const own = componentAngular(layer, { name: PEAK_INPUT, variant });
        const counts = countAsFar(own, drawsAt(layer, { baseline, variant }) ?? []);
        return counts === null ? [] : [{ layer: layer.layer, baseline, variant, ...counts }];
      })
    )
  );
}

/** Those of single roles and traits. */
export function rankRows(rows: readonly AsFarRow[]): RankRow[] {
  return rows.flatMap(({ baseline, ...rank }) => baseline === "roles" ? [rank] : []);
}
