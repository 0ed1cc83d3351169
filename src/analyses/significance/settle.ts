/**
 * How rare the angle of PC1 is among random directions, random role mixtures and single roles.
 *
 * @module
 */

import { drawTable } from "../../measure/draws.ts";
import { quantileRows } from "../../measure/quantile_rows.ts";
import type { Settled, Settling } from "../analysis.ts";
import { calibration } from "./settle/calibration.ts";
import { significanceColumns } from "./settle/columns.ts";
import { layerSpecificity } from "./settle/layer_specificity.ts";
import { missingBaselines } from "../../results/as_far.ts";
import { peakChance } from "./settle/peak_chance.ts";
import { asFarRows, baselineRows, rankRows } from "./settle/rows.ts";

/** Levels at which the family-wise test is set against its own draws. */
const ALPHAS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** The baselines, and what they say of PC1. */
export function settle(settling: Settling): Settled {
  const { layers, run, measured } = settling;
  const mlp = significanceColumns(settling);
  const results = { baseline: baselineRows(layers), chance: peakChance(settling, mlp) };
  if (run.random === 0) return { results, columns: { mlp } };
  settling.step("Evidence of all layers");
  const quantiles = quantileRows(layers);
  const asFar = asFarRows(layers);
  return {
    results,
    evidence: {
      quantiles,
      ranks: rankRows(asFar),
      as_far: asFar,
      missing_baselines: missingBaselines(quantiles),
      calibration: calibration(drawTable(layers, { baseline: "persona", variant: "raw" }), ALPHAS),
      role_directions: run.directions.roles.map(({ kind, name }) => ({ kind, name })),
      controls: run.directions.controls.map(({ name }) => name),
    },
    columns: {
      mlp,
      layers: (layer) =>
        layerSpecificity(layers.findIndex((it) => it.layer === layer), {
          layers,
          mlp: measured.mlp,
        }),
    },
  };
}
