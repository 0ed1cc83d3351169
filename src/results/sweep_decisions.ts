/**
 * What is settled of a sweep once its numbers are known: which vector turns farthest, how many turn farther than PC1, and whether
 * anything may be said of it.
 *
 * @module
 */

import type { MlpRow, Sweep, SweepRow } from "../results.ts";
import { PEAK_INPUT, PEAK_INPUTS } from "./peak_input.ts";

type ComponentRow = Pick<MlpRow, "input_vector" | "delta_angular">;
type Row = Pick<SweepRow, "kind" | "name" | "layers" | "delta_angular_mean">;

/** Mean 1 - cos over the layers of PC1 and of -PC1, which the vectors are set beside; those without an angle are left out. */
export function meansBeside(mlp: readonly ComponentRow[]): Sweep["beside"] {
  return PEAK_INPUTS.flatMap((input_vector) => {
    const known = mlp.filter((row) => row.input_vector === input_vector)
      .flatMap(({ delta_angular }) => delta_angular ?? []);
    return known.length === 0 ? [] : [{
      input_vector,
      delta_angular_mean: known.reduce((sum, value) => sum + value, 0) / known.length,
    }];
  });
}

/**
 * The vector of largest mean 1 - cos among those that were run at every analysed layer, since means over the same layers alone can
 * be compared; null where there is none, or PC1 has no angle.
 */
export function farthestOf(
  rows: readonly Row[],
  { beside, nLayers }: { beside: Sweep["beside"]; nLayers: number },
): Sweep["farthest"] {
  const own = beside.find(({ input_vector }) => input_vector === PEAK_INPUT);
  const compared = rows.flatMap(({ delta_angular_mean: mean, ...row }) =>
    row.layers === nLayers && mean !== null ? [{ ...row, mean }] : []
  );
  const [first] = compared.toSorted((a, b) => b.mean - a.mean);
  if (own === undefined || first === undefined) return null;
  return {
    kind: first.kind,
    name: first.name,
    delta_angular_mean: first.mean,
    n: compared.length,
    n_beyond_pc1: compared.filter(({ mean }) => mean > own.delta_angular_mean).length,
  };
}

/** Why nothing is said of a sweep; null where something is. */
export function whyUntold(
  rows: readonly Pick<SweepRow, "delta_norm_mean">[],
  { layers, withinNoise }: { layers: readonly number[]; withinNoise: readonly number[] },
): Sweep["untold"] {
  if (rows.every((row) => row.delta_norm_mean === 0)) return "no_difference";
  return layers.some((layer) => withinNoise.includes(layer)) ? "within_noise" : null;
}
