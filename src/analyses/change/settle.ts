/**
 * How far PC1 turns and moves at each layer, and where it does so most.
 *
 * @module
 */

import { degreesOrNull } from "../../math/angle.ts";
import { signedName } from "../../prepare/input_groups.ts";
import type { Settled, Settling } from "../analysis.ts";
import { findPeaks, hypothesisStanding, whyNoPeak } from "../../results/find_peaks.ts";
import { HYPOTHESIS_LAYER, PEAK_INPUT } from "../../results/peak_input.ts";
import { amongInputs } from "../../results/among_isotropic.ts";
import type { LayerChanges } from "../../measure/layer_changes.ts";
import type { AmongIsotropic } from "./schema.ts";
import type { MlpRow } from "../../results.ts";

/** The main table by layer, then PC1, -PC1, PC2, ..., and its peaks; PC1 in other spaces is not part of it. */
export function settle({ layers, names }: Settling): Settled {
  const mlp = layers.flatMap(({ layer, deltas }) =>
    deltas.filter(({ name }) => names.includes(name)).map(({ name, sign, delta }) => {
      const { base_output_norm, instruct_output_norm, delta_norm, delta_angular } = delta;
      return {
        layer,
        input_vector: signedName(name, sign),
        base_output_norm,
        instruct_output_norm,
        delta_norm,
        delta_angular,
        angle_degrees: degreesOrNull(delta_angular),
        delta_relative: base_output_norm === 0 ? null : delta_norm / base_output_norm,
        radial_share: delta_norm === 0
          ? null
          : ((instruct_output_norm - base_output_norm) / delta_norm) ** 2,
      };
    })
  );
  const peaks = findPeaks(mlp);
  const analysed = layers.map(({ layer }) => layer);
  return {
    results: {
      // The other columns are those of other analyses.
      mlp: mlp as MlpRow[],
      peaks,
      no_peak: whyNoPeak(mlp, peaks),
      hypothesis_layer: {
        layer: HYPOTHESIS_LAYER,
        standing: hypothesisStanding(peaks, analysed),
      },
      among_isotropic: layers.flatMap(amongIsotropic),
    },
  };
}

/** How many random inputs of a layer turn at least as far as PC1; nothing where none were run. */
function amongIsotropic({ layer, deltas, directions }: LayerChanges): AmongIsotropic[] {
  const own = deltas.find(({ name, sign }) => name === PEAK_INPUT && sign === 1)?.delta;
  const angles = directions.filter(({ baseline }) => baseline === "isotropic")
    .flatMap(({ plus, minus }) => [plus.raw.deltaAngular, minus.raw.deltaAngular]);
  return amongInputs(layer, own?.delta_angular ?? null, angles);
}
