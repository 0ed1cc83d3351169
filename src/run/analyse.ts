/**
 * One run from opened inputs to results.
 *
 * @module
 */

import type { Inputs, Results } from "../results.ts";
import { SCHEMA } from "../results.ts";
import { joinedCauses } from "../analyses/stages/settle/tables.ts";
import { memoryRecords, type Records } from "../measure/records.ts";
import { checkFigures } from "./check_figures.ts";
import { drawsFile } from "../analyses/projection/settle/draws_file.ts";
import {
  type ResponseStep,
  vectorsFile,
  type VectorsFileMetadata,
} from "../analyses/projection/settle/vectors_file.ts";
import { decomposeLayers } from "../analyses/projection/settle/decompose_layers.ts";
import { commonMode } from "../analyses/span/settle/common_mode.ts";
import { unitVectors } from "../analyses/span/settle/space.ts";
import { describeInputs, fingerprinted } from "../prepare/describe_inputs.ts";
import {
  describeDevice,
  describeOptions,
  type RunContext,
  type StepListener,
} from "../prepare/describe_run.ts";
import { assembleEvidence } from "./assemble.ts";
import {
  groupsUnder,
  otherRoundingOf,
  otherThan,
} from "../analyses/reproduction/settle/other_rounding.ts";
import { outlierTables } from "../analyses/robustness/settle/outlier_tables.ts";
import { outlierDimensions } from "../prepare/outlier_dimensions.ts";
import { isPublishedPair, reproductionOf } from "../analyses/reproduction/settle.ts";
import { baselineRows, mlpRows } from "../analyses/change/settle/rows.ts";
import { verdictOf } from "../analyses/verdict/settle.ts";
import { findings } from "./findings.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";
import { LayerRecords } from "./layer_records.ts";
import { measureLayers } from "./measure_layers.ts";
import { focusNeurons } from "../analyses/neurons/measure/focus_neurons.ts";
import { type AnalysisOptions } from "../prepare/options.ts";
import { HYPOTHESIS_LAYER } from "../results/peak_input.ts";
import { pairFindings } from "../analyses/inputs/words/pair.ts";
import { findPeaks } from "../analyses/change/settle.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { SemanticLayers } from "../prepare/semantic_layers.ts";
import { sweepOf } from "../analyses/sweep/settle.ts";
import type { SemanticVectors } from "../prepare/semantic_vectors.ts";

/** What a run gives. */
export interface Analysis {
  readonly results: Results;
  /** Safetensors files of the decomposed layers' vectors, by layer. */
  readonly vectorFiles: ReadonlyMap<number, Uint8Array>;
  /** Of their persona draws' differences; empty without draws. */
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
): Promise<Analysis> {
  const described = describeInputs(inputs, run.layers);
  const rounding = otherThan(options.rounding);
  const otherRounding = run.random > 0 && isPublished(described) ? groupsUnder(rounding) : [];
  const dimensions = new Map(run.layers.flatMap((layer) => {
    const state = run.states.get(layer);
    return state === undefined ? [] : [[layer, outlierDimensions(state.mu, options.outliers)]];
  }));
  const outliers = new Map(
    dimensions.entries().map(([layer, { coordinates }]) => [layer, coordinates]),
  );
  const { engine, onLayer } = context;
  const layerRecords = new LayerRecords(records, inputs);
  const pass = { engine, options, outliers, otherRounding, records: layerRecords, onLayer };
  const numbers = await measureLayers(inputs, run, pass);
  const layers = numbers.map(({ measured }) => measured);
  const causes = numbers.flatMap(({ causes }) => causes ?? []);
  const components = run.directions.components.map(({ info }) => info);
  const names = components.map(({ name }) => name);
  const mlp = mlpRows(layers, { names, causes });
  const peaks = findPeaks(mlp);
  const focus = run.focus ?? defaultFocus(run.layers, peaks);
  const decomposed = await Promise.all(focus.map((layer) => layerRecords.focus(layer)));
  const steps = stepCounter(context.onStep, {
    total: 2 * focus.length + (causes.length === 0 ? 0 : focus.length) + (run.random === 0 ? 0 : 1),
  });
  const semantic = await readSemanticVectors(inputs, focus, {
    ...options,
    onLayer: (layer) => steps(`Vectors of layer ${layer}`),
  });
  const swept = run.isSweep ? layers.map(({ layer, swept }) => ({ layer, vectors: swept })) : [];
  const measured = {
    inputs: await fingerprinted(described, inputs, {
      layers: run.layers,
      semantic: semantic.values(),
    }),
    options: describeOptions(run, { options, focus }),
    device: describeDevice(context),
    pcs: components,
    mlp,
    baseline: baselineRows(layers),
    peaks,
    ...decomposeLayers(decomposed, {
      names,
      semantic,
      outliers,
      onLayer: (layer) => steps(`Decomposition of layer ${layer}`),
    }),
    evidence: null,
    causes: causes.length === 0 ? null : {
      ...joinedCauses(causes),
      neurons: await focusNeurons(inputs, decomposed, {
        engine,
        semantic,
        outliers,
        records: layerRecords,
        onLayer: (layer) => steps(`Neurons of layer ${layer}`),
      }),
    },
    sweep: run.isSweep ? sweepOf(swept) : null,
    activations: numbers.map(({ activations }) => activations).find((it) => it !== null) ?? null,
  };
  if (run.random > 0) steps("Evidence of all layers");
  const evidence = run.random === 0 ? null : assembleEvidence({
    ...run,
    layers,
    dimensions,
    mlp,
    focus,
    inputRow: options.inputRow,
    outlierTables: outlierTables(decomposed, { outliers, states: run.states }),
    otherRounding: otherRounding.length === 0 ? null : otherRoundingOf(
      numbers.flatMap(({ other }) => other ?? []),
      { rounding, names, semantic },
    ),
  });
  const judged = {
    ...measured,
    evidence: evidence === null ? null : {
      ...evidence,
      verdict: verdictOf(measured, evidence),
      reproduction: reproductionOf(measured, evidence, { swept }),
    },
  };
  checkFigures(judged);
  return {
    results: {
      schema: SCHEMA,
      run: context.runInfo(),
      ...judged,
      findings: [...findings(judged, run.notes), ...pairFindings(run.pairRemarks)],
    },
    ...filesToTakeAway(decomposed, { inputs: described, options, run, semantic }),
  };
}

/** Counts steps as they begin. */
function stepCounter(
  onStep: StepListener | undefined,
  { total }: { total: number },
): (what: string) => void {
  let done = 0;
  return (what) => onStep?.(what, { done: done++, total });
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
): Pick<Analysis, "vectorFiles" | "drawFiles"> {
  const vectorFiles = new Map<number, Uint8Array>(), drawFiles = new Map<number, Uint8Array>();
  for (const focus of decomposed) {
    const { layer } = focus;
    const metadata = vectorsMetadata(focus, { inputs, options });
    const commonMode = commonModeOf(semantic.get(layer));
    const step = responseStep(layer, { run, options });
    vectorFiles.set(layer, vectorsFile(focus, { commonMode, step, metadata }));
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

/** By decomposed layer: the role and trait vectors that it is set against. */
async function readSemanticVectors(
  { vectors }: RunInputs,
  focus: readonly number[],
  { vectorLayer, onLayer }: Pick<AnalysisOptions, "vectorLayer"> & {
    onLayer: (layer: number) => void;
  },
): Promise<Map<number, SemanticVectors>> {
  const layers = new SemanticLayers(vectors, { layers: focus, vectorLayer });
  const semantic = new Map<number, SemanticVectors>();
  for (const layer of focus) {
    onLayer(layer);
    semantic.set(layer, await layers.at(layer));
  }
  return semantic;
}

/** The direction that all vectors share; null where there are none, or they cancel. */
function commonModeOf(semantic: SemanticVectors | undefined): Float64Array | null {
  return commonMode(unitVectors(semantic?.vectors ?? []).map(({ unit }) => unit));
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

/** The noted layer if it was analysed, and the two peaks. */
function defaultFocus(layers: readonly number[], peaks: Results["peaks"]): number[] {
  const wanted = [HYPOTHESIS_LAYER, peaks.absolute?.layer, peaks.angular?.layer];
  return layers.filter((layer) => wanted.includes(layer));
}
