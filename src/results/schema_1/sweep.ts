/**
 * What sweeps and activations of schema 1 left to sentences, settled from their numbers.
 *
 * @module
 */

import type { MlpRow, RunOptions, Sweep } from "../../results.ts";
import { isObject } from "../mismatch.ts";
import { isSignOpen } from "../slope_sign.ts";
import { farthestOf, meansBeside, whyUntold } from "../sweep_decisions.ts";

/** `sweep` in the form of today; what does not fit is left for the check that follows. */
export function sweepOf(
  { sweep, mlp, options }: Readonly<Record<string, unknown>>,
  withinNoise: readonly number[],
): unknown {
  if (!isObject(sweep) || !Array.isArray(sweep.rows) || !Array.isArray(mlp)) return sweep;
  const rows = sweep.rows as Sweep["rows"];
  const layers = isObject(options) ? (options as RunOptions).layers ?? [] : [];
  const beside = meansBeside(mlp as MlpRow[]);
  return {
    ...sweep,
    beside,
    farthest: farthestOf(rows, { beside, nLayers: layers.length }),
    untold: whyUntold(rows, { layers, withinNoise }),
  };
}

/** `activations` in the form of today. */
export function activationsOf(activations: unknown): unknown {
  if (!isObject(activations) || !Array.isArray(activations.variants)) return activations;
  return {
    ...activations,
    variants: activations.variants.map((row) =>
      isObject(row) ? { ...row, is_sign_open: isSignOpen(row) } : row
    ),
  };
}
