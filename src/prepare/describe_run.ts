/**
 * Options and device as the report names them.
 *
 * @module
 */

import type { Engine } from "../compute/engine.ts";
import type { DeviceInfo, RunInfo, RunOptions } from "../results.ts";
import type { AnalysisOptions } from "./options.ts";
import type { PreparedRun } from "./prepare.ts";

/** What the caller knows and the analysis does not. */
export interface RunContext {
  /** What computes; it stays the caller's to dispose. */
  readonly engine: Engine;
  /** Remark on the device for the reader, or null. */
  readonly deviceNote: string | null;
  /** Called after each layer. */
  readonly onLayer?: (layer: number) => void;
  /** Called as work on the measured layers begins: what it is, and how much of it is done. */
  readonly onStep?: StepListener;
  /** Completes the results with what only the caller can know, once the numbers are there. */
  readonly runInfo: () => RunInfo;
}

/** Hears what is done with the measured layers, for instance `neurons of layer 18`, the first of three: `{done: 0, total: 3}`. */
export type StepListener = (what: string, step: { done: number; total: number }) => void;

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

/** The same the other way: what asks for all of it again. The flags of presets are left out, which would set what stands here as well. */
export function optionsAgain(
  options: RunOptions,
): Omit<AnalysisOptions, "likeNotebook" | "likePublished"> {
  const { layers, focus, pca } = options;
  const only = (layer: number) => ({ first: layer, last: layer });
  return {
    layers: layers.map(only),
    focus: focus.length === 0 ? null : focus.map(only),
    pcs: options.pcs,
    pca: pca === "auto" || pca === "computed" ? pca : { file: pca },
    pcaLayer: options.pca_layer,
    vectorLayer: options.vector_layer,
    random: options.random,
    seed: options.seed,
    resamples: options.resamples,
    weights: options.weights,
    rounding: options.rounding,
    outliers: options.outliers,
    pcSpace: options.pc_space,
    pcaScale: options.pca_scale,
    inputRow: options.input_row,
    sweep: options.sweep,
  };
}

/** The device that computed. */
export function describeDevice({ engine, deviceNote }: RunContext): DeviceInfo {
  const { kind, name, isFallback } = engine.device;
  return { kind, name, is_fallback: isFallback, note: deviceNote };
}
