/**
 * What the numbers of all layers come to: every analysis settled, the findings in sentences, the files to take away.
 *
 * @module
 */

import { checkResults } from "../analyses/check_results.ts";
import { meanDirection } from "../analyses/projection/settle/mean_direction.ts";
import { unitVectors } from "../analyses/projection/settle/space.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";
import { fingerprinted } from "../prepare/describe_inputs.ts";
import { describeDevice, type RunContext } from "../prepare/describe_run.ts";
import { stateStepped } from "../prepare/layer_state.ts";
import type { AnalysisOptions } from "../prepare/options.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { SemanticVectors } from "../prepare/semantic_vectors.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { type Results, SCHEMA } from "../results.ts";
import type { Checkpoint } from "../sources/checkpoint/weights.ts";
import { checkFigures } from "./check_figures.ts";
import { drawsFile } from "./draws_file.ts";
import { findings } from "./findings.ts";
import { mixtureCosines } from "./mixture_cosines.ts";
import { settleAnalyses, type SettleSource } from "./settle_analyses.ts";
import { withSettledDigits } from "./settled_digits.ts";
import { type ResponseStep, vectorsFile, type VectorsFileMetadata } from "./vectors_file.ts";

/** What a run gives. */
export interface AnalysedRun {
  readonly results: Results;
  /** Safetensors files of the decomposed layers' vectors, by layer. */
  readonly vectorFiles: ReadonlyMap<number, Uint8Array>;
  /** Of their random role mixtures' differences; empty without draws. */
  readonly drawFiles: ReadonlyMap<number, Uint8Array>;
}

/**
 * Settles what was measured of every layer.
 *
 * @throws {Error} naming what it is of, if a figure is not finite.
 */
export async function conclude(source: SettleSource, context: RunContext): Promise<AnalysedRun> {
  const { inputs, run, options } = source;
  const settled = await settleAnalyses(source);
  const { focus, semantic } = settled;
  const whole = {
    ...settled.measured,
    inputs: await fingerprinted(settled.measured.inputs, inputs, {
      layers: run.layers,
      semantic: semantic.values(),
    }),
  };
  checkFigures(whole);
  // Sentences are made of the numbers as they were measured, as every decision is.
  const told = findings(whole);
  const { inputs: ofInputs, options: asked, pcs, ...measured } = whole;
  return {
    // The schema has the last word on what is complete, and on the order of what is written.
    results: checkResults({
      schema: SCHEMA,
      run: context.runInfo(),
      device: describeDevice(context),
      inputs: ofInputs,
      options: asked,
      pcs,
      ...withSettledDigits(measured),
      findings: told,
    }),
    ...filesToTakeAway(focus, { inputs, options, run, semantic }),
  };
}

/** The files of every decomposed layer. */
function filesToTakeAway(
  decomposed: readonly FocusLayer[],
  { inputs, options, run, semantic }: {
    inputs: RunInputs;
    options: AnalysisOptions;
    run: PreparedRun;
    semantic: ReadonlyMap<number, SemanticVectors>;
  },
): Pick<AnalysedRun, "vectorFiles" | "drawFiles"> {
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
