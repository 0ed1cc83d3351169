/**
 * What a run reads and holds, known before it begins.
 *
 * Shape letters: C hidden size, F intermediate size, V input vectors.
 *
 * @module
 */

import { directionGroups } from "../prepare/direction_groups.ts";
import { countInputs } from "../prepare/input_groups.ts";
import { layerInputs } from "../prepare/layer_inputs.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { TRACED } from "../run/measure_layers.ts";
import { fileBytesOf, layerTensors, widthOf } from "../sources/checkpoint/weights.ts";
import { MAX_DEFAULT_FOCUS } from "./fetch_room.ts";
import type { OpenReport } from "./open_report.ts";

const FLOAT32_BYTES = 4;

/** The tensors that a run reads, both checkpoints, in the order of layers. */
export function plannedTensors({ base, instruct }: RunInputs, layers: readonly number[]) {
  return layers.flatMap((layer) =>
    [base, instruct].flatMap((checkpoint) =>
      layerTensors(checkpoint.layerWeights(layer)).map((tensor) => ({ checkpoint, layer, tensor }))
    )
  );
}

/** Weight bytes that a run computes with. */
export function weightBytes(inputs: RunInputs, layers: readonly number[]): number {
  return plannedTensors(inputs, layers).reduce((sum, { tensor }) => sum + tensor.sizeBytes, 0);
}

/** Bytes that the neurons of one decomposed layer read: `down` of the base once more, that of the instruct model twice. */
export function neuronBytes({ base, instruct }: RunInputs, layer: number): number {
  return base.layerWeights(layer).down.sizeBytes + 2 * instruct.layerWeights(layer).down.sizeBytes;
}

/** The same of files: of an adapter's base the first read of either side is one. */
export function neuronFileBytes(inputs: RunInputs, layer: number): number {
  const { base, instruct } = inputs;
  const [b, i] = [base, instruct].map((it) => fileBytesOf([it.layerWeights(layer).down]));
  return instruct.adapter === undefined ? b! + 2 * i! : 2 * b! + i!;
}

/** Bytes that the neurons of the decomposed layers read, at most; 0 without baselines, which go without neurons. */
export function neuronBytesOf(
  { inputs, prepared }: Pick<OpenReport, "inputs" | "prepared">,
): number {
  const { focus, layers, random } = prepared;
  if (random === 0 || focus?.length === 0) return 0;
  if (focus !== null) return focus.reduce((sum, layer) => sum + neuronBytes(inputs, layer), 0);
  // Which layers they will be is not known yet: the largest that there are.
  const largest = Math.max(...layers.map((layer) => neuronBytes(inputs, layer)));
  return Math.min(MAX_DEFAULT_FOCUS, layers.length) * largest;
}

/** Input vectors of a layer, activations of one layer apart. Asked of the last one: layer 0 has no row before it, and so fewer. */
export function countVectors({ vectors }: RunInputs, run: PreparedRun): number {
  const nSwept = run.isSweep ? vectors.roleNames.length + vectors.traitNames.length : 0;
  return countInputs(layerInputs(run.layers.at(-1) ?? 0, run, { inputRow: "same" })) + nSwept;
}

/**
 * The most that one layer holds at once, float32: h of both models and gate and up of one, inputs, norms and outputs; of the inputs
 * that are looked into on their way gate and up of both.
 */
export function productBytes(
  inputs: RunInputs,
  run: PreparedRun,
): number {
  const { recipe } = inputs.base;
  const { hiddenSize } = recipe;
  const intermediateSize = Math.max(...run.layers.map((layer) => widthOf(recipe, layer)));
  const perVector = 4 * intermediateSize + 7 * hiddenSize;
  const nVectors = countVectors(inputs, run) + (run.activations?.indices.length ?? 0);
  const traced = directionGroups(run.directions)
    .filter(({ name }) => run.random > 0 && TRACED.trace.some((it) => it === name));
  const nTraced = countInputs(traced);
  return (nVectors * perVector + nTraced * 2 * intermediateSize) * FLOAT32_BYTES;
}
