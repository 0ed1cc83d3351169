/**
 * The files that a report offers beside its numbers: vectors of the decomposed layers, and the differences that draws gave there.
 *
 * @module
 */

import { meanDirection } from "../math/mean_direction.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";
import { unitVectors } from "../measure/unit_vectors.ts";
import { stateStepped } from "../prepare/layer_state.ts";
import type { AnalysisOptions } from "../prepare/options.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import type { SemanticVectors } from "../prepare/semantic_vectors.ts";
import type { Checkpoint } from "../sources/checkpoint/weights.ts";
import { drawsFile } from "./draws_file.ts";
import { mixtureCosines } from "./mixture_cosines.ts";
import { type ResponseStep, vectorsFile, type VectorsFileMetadata } from "./vectors_file.ts";

/** Safetensors files by layer. */
export interface FilesToTakeAway {
  /** Vectors of every decomposed layer. */
  readonly vectorFiles: ReadonlyMap<number, Uint8Array>;
  /** Differences of its random role mixtures; empty without draws. */
  readonly drawFiles: ReadonlyMap<number, Uint8Array>;
}

/** Makes them, of every decomposed layer. */
export function filesToTakeAway(
  decomposed: readonly FocusLayer[],
  { inputs, options, run, semantic }: {
    inputs: RunInputs;
    options: AnalysisOptions;
    run: PreparedRun;
    semantic: ReadonlyMap<number, SemanticVectors>;
  },
): FilesToTakeAway {
  const vectorFiles = new Map<number, Uint8Array>(), drawFiles = new Map<number, Uint8Array>();
  for (const focus of decomposed) {
    const { layer } = focus;
    const metadata = vectorsMetadata(focus, { inputs, options });
    const meanDirection = meanDirectionOf(semantic.get(layer));
    const mixtures = mixtureCosines(focus.draws, {
      vectors: semantic.get(layer)?.vectors ?? [],
      weighed: run.weighedRoles,
    });
    const step = responseStep(layer, { run, options });
    vectorFiles.set(layer, vectorsFile(focus, { meanDirection, mixtures, step, metadata }));
    const draws = drawsFile(focus, { metadata, seed: options.seed });
    if (draws !== null) drawFiles.set(layer, draws);
  }
  return { vectorFiles, drawFiles };
}

/** The step along PC1 of the operating point at a layer; null where no mean state or no role is known. */
function responseStep(
  layer: number,
  { run, options }: { run: PreparedRun; options: AnalysisOptions },
): ResponseStep | null {
  const state = stateStepped(run.states, { layer, inputRow: options.inputRow });
  return state === undefined || state.step === null
    ? null
    : { length: state.step, mu: state.source, vectorLayer: state.layer };
}

/** The direction that all vectors share; null where there are none, or they cancel. */
function meanDirectionOf(semantic: SemanticVectors | undefined): Float64Array | null {
  return meanDirection(unitVectors(semantic?.vectors ?? []).map(({ unit }) => unit));
}

/** Of `id@commit` or `id@commit:folder`, whatever a page calls it; empty where nothing tells. */
function commitOf({ label, ownLabel = label }: Checkpoint): string {
  return /@([0-9a-f]{40})(?=:|$)/.exec(ownLabel)?.[1] ?? "";
}

function vectorsMetadata(
  { layer, postNorm }: FocusLayer,
  { inputs: { base, instruct }, options }: { inputs: RunInputs; options: AnalysisOptions },
): VectorsFileMetadata {
  return {
    base: base.label,
    instruct: instruct.label,
    base_commit: commitOf(base),
    instruct_commit: commitOf(instruct),
    layer: String(layer),
    hook: postNorm === null ? "MLP output" : "MLP output after post-norm",
    rounding: options.rounding === "notebook"
      ? "notebook: y and difference rounded to bfloat16, shapley not"
      : "none",
    weights: options.weights,
  };
}
