/**
 * The pass over the weights: every analysed layer computed once for all its inputs, measured, and let go.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import type { Engine } from "../compute/engine.ts";
import { computeLayer, type LayerOutputs, type ModelLayer } from "../compute/layer_mlp.ts";
import type { LayerTrace } from "../compute/layer_trace.ts";
import type { Activations } from "../results.ts";
import { roundArrayToBf16 } from "../sources/dtypes.ts";
import { remembered } from "../sources/remembered.ts";
import type { Checkpoint } from "../sources/weights.ts";
import { checkDown, checkTrace } from "./check_figures.ts";
import { measureCauses } from "./causes/measure_causes.ts";
import { type LayerCauses, layerCauses } from "./causes/tables.ts";
import { difference } from "./deltas.ts";
import { type MeasuredLayer, measureLayer } from "./evidence/measure_layer.ts";
import { focusLayer } from "./focus_layer.ts";
import { FocusLayers } from "./focus_layers.ts";
import { type InputMatrix, type InputRow, type LayerInput, traceRequest } from "./inputs.ts";
import { type AnalysisOptions, NOTED_LAYER } from "./options.ts";
import { measureActivations } from "./measure_activations.ts";
import { type LayerActivations, layerInputs, type PreparedRun } from "./prepare.ts";
import type { RunInputs } from "./run_inputs.ts";
import { SemanticLayers } from "./semantic_layers.ts";
import type { SemanticVector } from "./semantic_vectors.ts";
import { row } from "./vector_math.ts";

/** What one pass gave. */
export interface MeasuredRun {
  readonly layers: readonly MeasuredLayer[];
  /** Under the rounding that the run was not asked for; empty where none was. */
  readonly otherLayers: readonly MeasuredLayer[];
  /** Empty without baselines. */
  readonly causes: readonly LayerCauses[];
  /** Null where none were given. */
  readonly activations: Activations | null;
  readonly focusLayers: FocusLayers;
}

/** What {@link measureLayers} needs beside inputs and run. */
export interface PassOptions {
  readonly engine: Engine;
  readonly options: AnalysisOptions;
  /** Outlier coordinates by layer; none where there is no mean state. */
  readonly outliers: ReadonlyMap<number, readonly number[]>;
  /** How many of the first inputs are run under the other rounding as well. */
  readonly nOtherRounding: number;
  /** Called after each layer. */
  readonly onLayer?: ((layer: number) => void) | undefined;
}

/**
 * Runs and measures every layer, in ascending order.
 *
 * @throws {Error} naming tensor and layer if an output is not finite or is all zero.
 */
export async function measureLayers(
  inputs: RunInputs,
  run: PreparedRun,
  pass: PassOptions,
): Promise<MeasuredRun> {
  const layers: MeasuredLayer[] = [], otherLayers: MeasuredLayer[] = [], causes: LayerCauses[] = [];
  let activations: Activations | null = null;
  const focusLayers = new FocusLayers(run.focus ?? [NOTED_LAYER], {
    keepsPeaks: run.focus === null,
  });
  const semantic = new SemanticLayers(inputs.vectors, {
    layers: run.layers,
    vectorLayer: pass.options.vectorLayer,
  });
  const names = run.directions.components.map(({ info }) => info.name);
  for (const layer of run.layers) {
    const others = [
      ...run.isSweep ? sweptInputs((await semantic.at(layer)).vectors) : [],
      ...run.activations?.layer === layer ? activationInputs(run.activations) : [],
    ];
    const matrix = layerInputs(layer, run, { inputRow: pass.options.inputRow, others });
    const computed = await computeOne(inputs, { layer, matrix, run, pass });
    const { outputs, measured, other } = computed;
    layers.push(measured);
    if (other !== null) otherLayers.push(other);
    const atLayer = pass.outliers.get(layer) ?? [];
    // Without outlier dimensions there is nothing to leave out, and no second set of figures.
    const outliers = atLayer.length === 0 ? null : atLayer;
    if (outputs.trace !== null) {
      const { base: { weights: base }, instruct: { weights: instruct } } = computed;
      checkTrace(outputs.trace, { base, instruct });
      checkDown(outputs.trace, { base, instruct });
    }
    if (outputs.trace !== null) {
      const { base, instruct, trace } = outputs;
      causes.push(
        layerCauses(measureCauses(layer, { matrix, base, instruct, trace, outliers }), names),
      );
    }
    if (run.activations?.layer === layer) {
      activations = measureActivations({
        activations: run.activations,
        matrix,
        base: outputs.base,
        instruct: outputs.instruct,
        isRounded: pass.options.rounding === "notebook",
        measured,
        outliers,
        seed: pass.options.seed,
      });
    }
    const [pc1] = measured.deltas;
    if (pc1 !== undefined && focusLayers.isCandidate(layer, pc1.delta)) {
      focusLayers.keep(await focusLayer(layer, { ...computed, matrix, options: pass.options }));
    }
    pass.onLayer?.(layer);
  }
  return { layers, otherLayers, causes, activations, focusLayers };
}

function sweptInputs(vectors: readonly SemanticVector[]): LayerInput[] {
  return vectors.map((vector) => ({ row: { kind: "semantic", vector }, values: vector.values }));
}

function activationInputs({ indices, values }: LayerActivations): LayerInput[] {
  const hiddenSize = values.length / indices.length;
  return indices.map((index, n) => ({
    row: { kind: "activation", index },
    values: roundArrayToBf16(row(values, n, hiddenSize)),
  }));
}

/** What one layer gave, rounded as the run asks. */
export interface ComputedLayer {
  readonly base: ModelLayer;
  readonly instruct: ModelLayer;
  readonly outputs: Pick<LayerOutputs, "base" | "instruct" | "trace">;
  /** y_i - y_b of the first input before any rounding of outputs. */
  readonly exact: Float64Array; // f64 [C]
  readonly measured: MeasuredLayer;
  readonly other: MeasuredLayer | null;
}

/** Runs one layer and measures it, under the other rounding too where that is asked for. */
async function computeOne(
  inputs: RunInputs,
  { layer, matrix, run, pass }: {
    layer: number;
    matrix: InputMatrix;
    run: PreparedRun;
    pass: PassOptions;
  },
): Promise<ComputedLayer> {
  const { options, nOtherRounding } = pass;
  const isNotebook = options.rounding === "notebook";
  const [base, instruct] = [modelLayer(inputs.base, layer), modelLayer(inputs.instruct, layer)];
  const computed = await computeLayer(pass.engine, {
    base,
    instruct,
    inputs: matrix.values,
    isNormRounded: isNotebook,
    // Components come first, each with its negative.
    nFloorVectors: options.weights === "bf16" ? 2 * run.directions.components.length : 0,
    nOtherRounding,
    trace: run.random > 0 ? traceRequest(run.directions) : null,
  });
  const outputs = isNotebook
    ? { ...roundedOutputs(computed), trace: computed.trace && roundedTrace(computed.trace) }
    : computed;
  const mu = run.states.get(layer)?.mu;
  const state = mu === undefined ? null : { mu, outliers: pass.outliers.get(layer) ?? [] };
  const measure = (
    of: Pick<LayerOutputs, "base" | "instruct" | "baseAsStored">,
    { rows, isRounded }: { rows: readonly InputRow[]; isRounded: boolean },
  ) => measureLayer(layer, { rows, ...of, isRounded, state });
  const { otherRounding } = computed;
  const others = otherRounding && { ...otherRounding, baseAsStored: null };
  return {
    base,
    instruct,
    outputs,
    exact: differenceOfFirst(computed, base.recipe.hiddenSize),
    measured: measure(outputs, { rows: matrix.rows, isRounded: isNotebook }),
    other: others && measure(isNotebook ? others : roundedOutputs(others), {
      rows: matrix.rows.slice(0, nOtherRounding),
      isRounded: !isNotebook,
    }),
  };
}

function differenceOfFirst(
  { base, instruct }: Pick<LayerOutputs, "base" | "instruct">,
  hiddenSize: number,
): Float64Array {
  const first = (values: Float32Array) => row(values, 0, hiddenSize);
  return difference(first(base), first(instruct), { isRounded: false });
}

function modelLayer(checkpoint: Checkpoint, layer: number): ModelLayer {
  const { recipe } = checkpoint;
  const weights = checkpoint.layerWeights(layer);
  const { postNorm } = weights;
  // The outlier table and the neurons need it once more.
  return { recipe, weights: { ...weights, postNorm: postNorm && remembered(postNorm) } };
}

/** The outputs as the reference notebook rounds them. */
function roundedOutputs(
  { base, instruct, baseAsStored }: Pick<LayerOutputs, "base" | "instruct" | "baseAsStored">,
): Pick<LayerOutputs, "base" | "instruct" | "baseAsStored"> {
  return {
    base: roundArrayToBf16(base),
    instruct: roundArrayToBf16(instruct),
    baseAsStored: baseAsStored && roundArrayToBf16(baseAsStored),
  };
}

/** Outputs among what was looked into; hybrids, which the reference has not, stay as they are. */
function roundedTrace(trace: LayerTrace): LayerTrace {
  return { ...trace, baseNormed: trace.baseNormed && roundArrayToBf16(trace.baseNormed) };
}
