/**
 * One run from opened inputs to results.
 *
 * @module
 */

import { withSettledDigits } from "./settled_digits.ts";
import { settleAnalyses } from "./settle_analyses.ts";
import type { Inputs, Results } from "../results.ts";
import { SCHEMA } from "../results.ts";
import { checkResults } from "../analyses/check_results.ts";
import { memoryRecords, type Records } from "../measure/records.ts";
import { checkFigures } from "./check_figures.ts";
import { drawsFile } from "./draws_file.ts";
import { type ResponseStep, vectorsFile, type VectorsFileMetadata } from "./vectors_file.ts";
import { meanDirection } from "../analyses/projection/settle/mean_direction.ts";
import { unitVectors } from "../analyses/projection/settle/space.ts";
import { describeInputs, fingerprinted } from "../prepare/describe_inputs.ts";
import { describeDevice, type RunContext } from "../prepare/describe_run.ts";
import { isPublishedPair } from "../prepare/published_pair.ts";
import { findings } from "./findings.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";
import { LayerRecords } from "./layer_records.ts";
import { measureLayers } from "./measure_layers.ts";
import { mixtureCosines } from "./mixture_cosines.ts";
import { settlePass } from "./settle_pass.ts";
import { type AnalysisOptions } from "../prepare/options.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import type { SemanticVectors } from "../prepare/semantic_vectors.ts";

/** What a run gives. */
export interface AnalysedRun {
  readonly results: Results;
  /** Safetensors files of the decomposed layers' vectors, by layer. */
  readonly vectorFiles: ReadonlyMap<number, Uint8Array>;
  /** Of their random role mixtures' differences; empty without draws. */
  readonly drawFiles: ReadonlyMap<number, Uint8Array>;
}

/**
 * Pushes all input vectors through both MLPs of every layer, compares the outputs, weighs the peak against baselines, looks for
 * what carries the change, and decomposes the focus layers.
 *
 * @param options.isPublished Whether the run is set beside published figures, which are of both roundings: for those the other
 * rounding is measured too, of the inputs that they need.
 * @param options.records Where results of layers are written down, and read where they are there; default: in memory.
 * @throws {Error} naming tensor and layer if an output is not finite or is all zero.
 */
export async function analyse(
  inputs: RunInputs,
  run: PreparedRun,
  { options, context, records = memoryRecords(), isPublished = isPublishedPair }: {
    options: AnalysisOptions;
    context: RunContext;
    records?: Records;
    isPublished?: (inputs: Inputs) => boolean;
  },
): Promise<AnalysedRun> {
  const described = describeInputs(inputs, run.layers);
  const { engine, onLayer, onStep } = context;
  const layerRecords = new LayerRecords(records, inputs, engine);
  const { dimensions, ...pass } = settlePass(run, { options, isPublished: isPublished(described) });
  const { outliers } = pass;
  const numbers = await measureLayers(inputs, run, {
    ...pass,
    engine,
    options,
    records: layerRecords,
    onLayer,
  });
  const settled = await settleAnalyses({
    inputs,
    described,
    run,
    options,
    engine,
    numbers,
    dimensions,
    outliers,
    records: layerRecords,
    onStep,
  });
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
    ...filesToTakeAway(focus, { inputs: described, options, run, semantic }),
  };
}

/** The files of every decomposed layer. */
function filesToTakeAway(
  decomposed: readonly FocusLayer[],
  { inputs, options, run, semantic }: {
    inputs: Inputs;
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
  const state = run.states.get(options.inputRow === "same" ? layer : layer - 1);
  return state === undefined || state.step === null
    ? null
    : { length: state.step, mu: state.source, vectorLayer: state.layer };
}

/** The direction that all vectors share; null where there are none, or they cancel. */
function meanDirectionOf(semantic: SemanticVectors | undefined): Float64Array | null {
  return meanDirection(unitVectors(semantic?.vectors ?? []).map(({ unit }) => unit));
}

function vectorsMetadata(
  { layer, postNorm }: FocusLayer,
  { inputs, options }: { inputs: Inputs; options: AnalysisOptions },
): VectorsFileMetadata {
  const commitOf = (name: string) => /@([0-9a-f]{40})$/.exec(name)?.[1] ?? "";
  return {
    base: inputs.base.name,
    instruct: inputs.instruct.name,
    base_commit: commitOf(inputs.base.name),
    instruct_commit: commitOf(inputs.instruct.name),
    layer: String(layer),
    hook: postNorm === null ? "MLP output" : "MLP output after post-norm",
    rounding: options.rounding === "notebook"
      ? "notebook: y and difference rounded to bfloat16, shapley not"
      : "none",
    weights: options.weights,
  };
}
