/**
 * The pass over the weights: every analysed layer computed once for all its inputs, measured, and written down.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { LayerSource } from "../analyses/analysis.ts";
import { measureChanges } from "../measure/layer_changes.ts";
import { type TracedLayer, tracedLayer } from "../measure/traced_quantities.ts";
import { checkedEngine } from "../compute/checked_engine.ts";
import type { Engine } from "../compute/engine.ts";
import type { ModelLayer } from "../compute/layer_pass.ts";
import type { GroupName, InputGroup, LayerInput, UnsignedRow } from "../prepare/input_groups.ts";
import {
  componentPair,
  type InputValues,
  type LayerValues,
  layerValues,
  roundedValues,
  underOtherRounding,
} from "../measure/layer_values.ts";
import { roundArrayToBf16 } from "../math/dtypes.ts";
import { remembered } from "../sources/checkpoint/remembered.ts";
import { type Checkpoint, isBf16, storedParts } from "../sources/checkpoint/weights.ts";
import { checkDown, checkTrace } from "./check_figures.ts";
import { focusLayer } from "../measure/focus_layer.ts";
import { takenInTurns } from "../measure/taken_or_made.ts";
import { loadJudgement } from "./judgement.ts";
import type { LayerRecords, Making } from "./layer_records.ts";
import type { LayerNumbers, LayerResult } from "./layer_result.ts";
import type { AnalysisOptions } from "../prepare/options.ts";
import { PEAK_INPUT } from "../results/peak_input.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { LayerActivations } from "../prepare/settled_options.ts";
import { COMPONENT_OF } from "../prepare/component_names.ts";
import { layerInputs } from "../prepare/layer_inputs.ts";
import { layerInputContent } from "./run_key.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { SemanticLayers } from "../prepare/semantic_layers.ts";
import type { SemanticVector } from "../prepare/semantic_vectors.ts";
import { row } from "../math/vector_math.ts";

/** What {@link measureLayers} needs beside inputs and run. */
export interface PassOptions {
  readonly engine: Engine;
  readonly options: AnalysisOptions;
  /** Ascending; left out: all of the run. */
  readonly layers?: readonly number[];
  /** Outlier dimensions by layer; none where there is no mean state. */
  readonly outliers: ReadonlyMap<number, readonly number[]>;
  /** Inputs that are run under the other rounding as well. */
  readonly otherRounding: readonly GroupName[];
  /** Layers that are there are not computed again. */
  readonly records: LayerRecords;
  /** Called after each layer, in the order in which they come. */
  readonly onLayer?: ((layer: number) => void) | undefined;
}

/**
 * Runs and measures every one of `layers` that no record has, in ascending order; those that other processes are at come last, when
 * these have written them down.
 *
 * @throws {Error} naming tensor and layer if an output is not finite or is all zero.
 */
export async function measureLayers(
  inputs: RunInputs,
  run: PreparedRun,
  pass: PassOptions,
): Promise<LayerNumbers[]> {
  const { layers = run.layers } = pass;
  loadJudgement().catch(() => {}); // beside the first layer; reported where it is awaited
  const semantic = new SemanticLayers(inputs.vectors, {
    layers,
    vectorLayer: pass.options.vectorLayer,
  });
  // Asked for again where they are needed: a making is kept to the end of the run, and must not keep the vectors of its layer.
  const sweptAt = async (layer: number) => run.isSweep ? (await semantic.at(layer)).vectors : [];
  const makings = new Map<number, Making<LayerResult>>();
  return await takenInTurns(layers, async (layer) => {
    const making = makings.get(layer) ?? {
      of: layerInputContent(layer, run, await sweptAt(layer)),
      make: async () => computeLayer(inputs, { layer, run, pass, swept: await sweptAt(layer) }),
    };
    makings.set(layer, making);
    const result = await pass.records.measured(layer, making);
    if (result === null) return null;
    const { focus: _, ...kept } = result;
    pass.onLayer?.(layer);
    return kept;
  });
}

/** Runs one layer and measures it, under the other rounding too where that is asked for. */
async function computeLayer(
  inputs: RunInputs,
  { layer, run, pass, swept }: {
    layer: number;
    run: PreparedRun;
    pass: PassOptions;
    /** Roles and traits that are run as inputs. */
    swept: readonly SemanticVector[];
  },
): Promise<LayerResult> {
  const { options } = pass;
  const isNotebook = options.rounding === "notebook";
  const others: InputGroup[] = [
    sweptInputs(swept),
    ...run.activations?.layer === layer ? [activationInputs(run.activations)] : [],
  ];
  const [base, instruct] = [modelLayer(inputs.base, layer), modelLayer(inputs.instruct, layer)];
  const models = { base, instruct };
  using engine = checkedEngine(pass.engine, { models, seed: options.seed });
  const exact = await layerValues(engine, {
    models,
    groups: layerInputs(layer, run, { inputRow: options.inputRow, others }),
    request: {
      arithmetic: { weights: options.weights, isNormRounded: isNotebook },
      // Of an instruct model that is stored in float32 too the rounding of the base hides nothing, if no weight is rounded.
      otherWeights: !isBf16(base.weights) &&
          (options.weights === "bf16" || isBf16(instruct.weights))
        ? ["components"]
        : [],
      otherRounding: pass.otherRounding,
      ...run.random > 0 ? TRACED : UNTRACED,
    },
  });
  const values = isNotebook ? roundedValues(exact) : exact;
  const outliers = pass.outliers.get(layer) ?? [];
  const mu = run.states.get(layer)?.mu;
  const state = mu === undefined ? null : { mu, outliers };
  const changes = measureChanges(layer, values, { isRounded: isNotebook, state });
  const turned = underOtherRounding(exact);
  const hasOtherRounding = pass.otherRounding.length > 0;
  const components = storedParts(base.recipe).map((part) => COMPONENT_OF[part]);
  const source: LayerSource = {
    layer,
    components,
    run,
    options,
    values,
    isRounded: isNotebook,
    changes,
    state,
    // Without outlier dimensions there is nothing to leave out, and no second set of figures.
    outliers: outliers.length === 0 ? null : outliers,
    hasOtherRounding,
    traced: run.random === 0 ? null : traced(layer, { values, base, instruct, outliers }),
    check: engine.check(),
  };
  const { ANALYSES } = await loadJudgement();
  return {
    changes,
    other: hasOtherRounding
      ? measureChanges(layer, isNotebook ? turned : roundedValues(turned), {
        isRounded: !isNotebook,
        state,
      })
      : null,
    numbers: Object.fromEntries(
      ANALYSES.flatMap(({ name, measure }) =>
        measure === undefined ? [] : [[name, measure(source)]]
      ),
    ),
    focus: await focusLayer(layer, {
      base,
      instruct,
      components,
      values,
      exact: pc1Of(exact),
      options,
    }),
  };
}

/** What is looked into: the components and every baseline on their way, gate and up crossed, and the hybrids of the components. */
export const TRACED = {
  trace: ["components", "spaces", "isotropic", "persona", "roles", "controls"],
  change: ["components", "spaces", "isotropic"],
  hybrids: ["components"],
  hidden: ["components"],
} as const satisfies Record<string, readonly GroupName[]>;

/** Nothing but outputs. */
const UNTRACED = { trace: [], change: [], hybrids: [], hidden: [] };

function traced(
  layer: number,
  { values: { pairs }, base, instruct, outliers }: {
    values: LayerValues;
    base: ModelLayer;
    instruct: ModelLayer;
    outliers: readonly number[];
  },
): TracedLayer {
  const inputs = pairs.flatMap(({ plus, minus }) => [plus, minus]);
  const weights = { base: base.weights, instruct: instruct.weights };
  checkTrace(inputs, weights);
  checkDown(inputs, weights);
  return tracedLayer(layer, { pairs, outliers: outliers.length === 0 ? null : outliers });
}

function sweptInputs(vectors: readonly SemanticVector[]): InputGroup {
  return {
    name: "semantic",
    isPaired: false,
    inputs: vectors.map((vector) => ({ row: { kind: "semantic", vector }, values: vector.values })),
  };
}

function activationInputs({ indices, values }: LayerActivations): InputGroup {
  const hiddenSize = values.length / indices.length;
  return {
    name: "activations",
    isPaired: false,
    inputs: indices.map((index, n): LayerInput<UnsignedRow> => ({
      row: { kind: "activation", index },
      values: roundArrayToBf16(row(values, n, hiddenSize)),
    })),
  };
}

function pc1Of({ pairs }: LayerValues): InputValues {
  const pc1 = componentPair(pairs, PEAK_INPUT);
  if (pc1 === undefined) throw new Error(`Cannot measure a layer without ${PEAK_INPUT}`);
  return pc1.plus;
}

function modelLayer(checkpoint: Checkpoint, layer: number): ModelLayer {
  const { recipe } = checkpoint;
  const weights = checkpoint.layerWeights(layer);
  const { postNorm } = weights;
  // The outlier table and the neurons need it once more.
  return { recipe, weights: { ...weights, postNorm: postNorm && remembered(postNorm) } };
}
