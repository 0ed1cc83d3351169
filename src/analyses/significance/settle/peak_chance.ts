/**
 * Whether PC1 is set apart from random inputs at its angular peak.
 *
 * @module
 */

import { drawsAt } from "../../../measure/draws.ts";
import type { Measured, MlpRow, PeakChance } from "../../../results.ts";
import { standingByP, standingByShare } from "../../../results/chance_standing.ts";
import { rowAt } from "../../../results/peak_input.ts";
import type { Settling } from "../../analysis.ts";

/** Against role mixtures and random directions by p, among all random inputs by their share; null without a peak. */
export function peakChance(
  { layers, measured }: Pick<Settling, "layers"> & {
    measured: Pick<Measured, "mlp" | "peaks" | "among_isotropic">;
  },
  columns: (row: MlpRow) => Pick<MlpRow, "pfw_persona" | "pfw_isotropic">,
): PeakChance | null {
  const { mlp, peaks: { angular }, among_isotropic } = measured;
  const row = angular === null ? undefined : rowAt(mlp, angular.layer);
  const at = layers.find(({ layer }) => layer === row?.layer);
  if (row === undefined || at === undefined) return null;
  const { pfw_persona, pfw_isotropic } = columns(row);
  const nOf = (baseline: "persona" | "isotropic") =>
    drawsAt(at, { baseline, variant: "raw" })?.length ?? 0;
  const inputs = among_isotropic.find(({ layer }) => layer === row.layer);
  return {
    layer: row.layer,
    role_mixtures: standingByP({ n: nOf("persona"), pfw: pfw_persona }),
    random_directions: standingByP({ n: nOf("isotropic"), pfw: pfw_isotropic }),
    random_inputs: standingByShare(inputs ?? { n: 0, n_at_least: null }),
  };
}
