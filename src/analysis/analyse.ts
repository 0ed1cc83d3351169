/**
 * One run from opened inputs to results.
 *
 * @module
 */

import type { Engine } from "../compute/engine.ts";
import { computeLayer, type LayerOutputs } from "../compute/layer_mlp.ts";
import type { Inputs, Results, RunInfo } from "../results.ts";
import { SCHEMA } from "../results.ts";
import { roundArrayToBf16 } from "../sources/dtypes.ts";
import { decomposeLayers, readSemanticVectors } from "./decompose_layers.ts";
import { describeInputs } from "./describe_inputs.ts";
import { describeDevice, describeOptions } from "./describe_run.ts";
import { assembleEvidence } from "./evidence/assemble.ts";
import { type MeasuredLayer, measureLayer } from "./evidence/measure_layer.ts";
import { countInputsUnder, otherRoundingOf, otherThan } from "./evidence/other_rounding.ts";
import { outlierTables } from "./evidence/outlier_tables.ts";
import { outlierCoordinates } from "./evidence/outliers.ts";
import { isPublishedPair, reproductionOf } from "./evidence/reproduction.ts";
import { baselineRows, mlpRows } from "./evidence/tables.ts";
import { verdictOf } from "./evidence/verdict.ts";
import { findings } from "./findings.ts";
import type { InputRow } from "./inputs.ts";
import { type AnalysisOptions, NOTED_LAYER } from "./options.ts";
import { findPeaks } from "./peaks.ts";
import { layerInputs, type PreparedRun, type RunInputs } from "./prepare.ts";

/** What the caller knows and the analysis does not. */
export interface RunContext {
  readonly engine: Engine;
  /** Remark on the device for the reader, or null. */
  readonly deviceNote: string | null;
  /** Called after each layer. */
  readonly onLayer?: (layer: number) => void;
  /** Completes the results with what only the caller can know, once the numbers are there. */
  readonly runInfo: () => RunInfo;
}

/**
 * Pushes all input vectors through both MLPs of every layer, compares the outputs, weighs the peak against baselines, and
 * decomposes the focus layers.
 *
 * @param options.isPublished Whether the run is set beside published figures, which are of both roundings: for those the other
 * rounding is measured too, of the inputs that they need.
 * @throws {Error} naming tensor and layer if an output is not finite or is all zero.
 */
export async function analyse(
  inputs: RunInputs,
  run: PreparedRun,
  { options, context, isPublished = isPublishedPair }: {
    options: AnalysisOptions;
    context: RunContext;
    isPublished?: (inputs: Inputs) => boolean;
  },
): Promise<Results> {
  const described = describeInputs(inputs, run.layers);
  const rounding = otherThan(options.rounding);
  const nOtherRounding = run.random > 0 && isPublished(described)
    ? countInputsUnder(rounding, run.directions)
    : 0;
  const outliers = new Map(run.layers.flatMap((layer) => {
    const state = run.states.get(layer);
    return state === undefined ? [] : [[layer, outlierCoordinates(state.mu, options.outliers)]];
  }));
  const layers: MeasuredLayer[] = [], otherLayers: MeasuredLayer[] = [];
  for (const layer of run.layers) {
    const sources = { run, layer, outliers, nOtherRounding, options, context };
    const { own, other } = await computeMeasured(inputs, sources);
    layers.push(own);
    if (other !== null) otherLayers.push(other);
    context.onLayer?.(layer);
  }
  const components = run.directions.components.map(({ info }) => info);
  const names = components.map(({ name }) => name);
  const mlp = mlpRows(layers, names);
  const peaks = findPeaks(mlp);
  const focus = run.focus ?? defaultFocus(run.layers, peaks);
  const semantic = await readSemanticVectors(inputs, focus, options.vectorLayer);
  const measured = {
    inputs: described,
    options: describeOptions(run, { options, focus }),
    device: describeDevice(context),
    pcs: components,
    mlp,
    baseline: baselineRows(layers),
    peaks,
    causes: null,
    sweep: null,
    activations: null,
    ...decomposeLayers(focus, {
      measured: new Map(layers.map(({ layer, d }) => [
        layer,
        { d, base: null, instruct: null, outliers: outliers.get(layer) ?? [], draws: [] },
      ])),
      semantic,
    }),
  };
  const evidence = run.random === 0 ? null : assembleEvidence({
    ...run,
    layers,
    outliers,
    mlp,
    inputRow: options.inputRow,
    outlierTables: await outlierTables(inputs, {
      focus,
      layers,
      outliers,
      states: run.states,
      weights: options.weights,
    }),
    otherRounding: nOtherRounding === 0
      ? null
      : otherRoundingOf(otherLayers, { rounding, names, semantic }),
  });
  const judged = {
    ...measured,
    evidence: evidence === null ? null : {
      ...evidence,
      verdict: verdictOf({ ...measured, evidence: null }, evidence),
      reproduction: reproductionOf({ ...measured, evidence: null }, evidence),
    },
  };
  return {
    schema: SCHEMA,
    run: context.runInfo(),
    ...judged,
    findings: findings(judged, run.notes),
  };
}

/** Runs one layer and measures it, under the other rounding too where that is asked for; its outputs are let go. */
async function computeMeasured(
  { base, instruct }: RunInputs,
  { run, layer, outliers, nOtherRounding, options, context }: {
    run: PreparedRun;
    layer: number;
    outliers: ReadonlyMap<number, readonly number[]>;
    nOtherRounding: number;
    options: AnalysisOptions;
    context: RunContext;
  },
): Promise<{ own: MeasuredLayer; other: MeasuredLayer | null }> {
  const isNotebook = options.rounding === "notebook";
  const matrix = layerInputs(layer, run, options.inputRow);
  const outputs = await computeLayer(context.engine, {
    base: { recipe: base.recipe, weights: base.layerWeights(layer) },
    instruct: { recipe: instruct.recipe, weights: instruct.layerWeights(layer) },
    inputs: matrix.values,
    isNormRounded: isNotebook,
    // Components come first, each with its negative.
    nFloorVectors: options.weights === "bf16" ? 2 * run.directions.components.length : 0,
    nOtherRounding,
    keepsProducts: false,
  });
  outputs.release();
  const mu = run.states.get(layer)?.mu;
  const state = mu === undefined ? null : { mu, outliers: outliers.get(layer) ?? [] };
  const measure = (
    { base, instruct, baseAsStored }: Pick<LayerOutputs, "base" | "instruct" | "baseAsStored">,
    { rows, isRounded }: { rows: readonly InputRow[]; isRounded: boolean },
  ) => {
    const rounded = (values: Float32Array) => isRounded ? roundArrayToBf16(values) : values;
    return measureLayer(layer, {
      rows,
      base: rounded(base),
      instruct: rounded(instruct),
      baseAsStored: baseAsStored && rounded(baseAsStored),
      isRounded,
      state,
    });
  };
  const { otherRounding } = outputs;
  return {
    own: measure(outputs, { rows: matrix.rows, isRounded: isNotebook }),
    other: otherRounding && measure({ ...otherRounding, baseAsStored: null }, {
      rows: matrix.rows.slice(0, nOtherRounding),
      isRounded: !isNotebook,
    }),
  };
}

/** The noted layer if it was analysed, and the two peaks. */
function defaultFocus(layers: readonly number[], peaks: Results["peaks"]): number[] {
  const wanted = [NOTED_LAYER, peaks.absolute?.layer, peaks.angular?.layer];
  return layers.filter((layer) => wanted.includes(layer));
}
