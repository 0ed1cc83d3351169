/**
 * Options and device as the report names them.
 *
 * @module
 */

import type { DeviceInfo, RunOptions } from "../results.ts";
import type { RunContext } from "./analyse.ts";
import type { AnalysisOptions } from "./options.ts";
import type { PreparedRun } from "./prepare.ts";

/** Options in force, defaults filled in. */
export function describeOptions(
  run: PreparedRun,
  { options, focus }: { options: AnalysisOptions; focus: readonly number[] },
): RunOptions {
  return {
    layers: [...run.layers],
    focus: [...focus],
    is_focus_automatic: run.focus === null,
    pcs: options.pcs,
    pca: typeof options.pca === "string" ? options.pca : options.pca.file,
    pca_layer: run.pcaLayer,
    vector_layer: options.vectorLayer,
    random: run.random,
    seed: options.seed,
    resamples: run.resamples,
    weights: options.weights,
    rounding: options.rounding,
    like_notebook: options.likeNotebook,
    outliers: options.outliers,
    pc_space: options.pcSpace,
    pca_scale: options.pcaScale,
    input_row: options.inputRow,
    like_published: options.likePublished,
    sweep: run.isSweep,
    activations_layer: run.activations?.layer ?? null,
  };
}

/** The device that computed. */
export function describeDevice({ engine, deviceNote }: RunContext): DeviceInfo {
  const { kind, name, isFallback } = engine.device;
  return { kind, name, is_fallback: isFallback, note: deviceNote };
}
