/**
 * The spread of the baselines at every layer.
 *
 * @module
 */

import { summarise } from "../math/quantiles.ts";
import type { QuantileRow } from "../results.ts";
import { BASELINES, VARIANTS } from "../results/values.ts";
import { drawsAt, signedAngular } from "./draws.ts";
import type { LayerChanges } from "./layer_changes.ts";

/** The spread of every baseline that was run, in every variant. */
export function quantileRows(layers: readonly LayerChanges[]): QuantileRow[] {
  return layers.flatMap((layer) =>
    BASELINES.flatMap((baseline) =>
      VARIANTS.flatMap((variant): QuantileRow[] => {
        const larger = drawsAt(layer, { baseline, variant });
        const signed = signedAngular(layer, { baseline, variant });
        if (larger === null || signed === null) return [];
        return [{
          layer: layer.layer,
          baseline,
          variant,
          n: larger.length,
          ...summarise(larger, signed),
        }];
      })
    )
  );
}
