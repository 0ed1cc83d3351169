/**
 * What differs between two checkpoints that belong together beside their weights: what shows in the figures, and is said.
 *
 * @module
 */

import { ARCHITECTURES } from "../sources/checkpoint/architectures/index.ts";
import { architectureNamed } from "../sources/checkpoint/named_architecture.ts";
import { type Checkpoint, layerTensors, type MlpRecipe } from "../sources/checkpoint/weights.ts";
import { readTensorValues } from "../sources/safetensors/safetensors.ts";
import { shownName } from "../text/quote.ts";
import { list } from "../text/words.ts";
import { adapterRemarks } from "./adapter_remarks.ts";
import type { RunInputs } from "./run_inputs.ts";
import { sameCheckpointRemark } from "./same_checkpoint.ts";
import { turnedNamesRemark } from "./turned_names.ts";
import { zeroRemarks } from "./zero_remarks.ts";

/** Norm weights as near as this to 1 more or less are taken to be the same weights in the other form. */
const MAX_NORM_DISTANCE = 0.1;

type Pair = Pick<RunInputs, "base" | "instruct">;

/**
 * What a reader must know of the pair beside its weights, in whole sentences: that the length of inputs counts, another architecture,
 * eps or dtype, and norm weights that stand 1 apart.
 * Of the weights of `layers` the norms are read.
 *
 * @throws {Error} if a norm cannot be read.
 */
export async function pairRemarks(pair: Pair, layers: readonly number[]): Promise<string[]> {
  return [
    ...await checkpointRemarks(pair, layers),
    ...lengthRemark(pair.base.recipe),
    ...epsRemark(
      pair,
      "what that makes of a difference comes of the config and not of the weights, and is counted with the norms.",
    ),
    ...await storedRemarks(pair, layers),
  ];
}

/** The same where weights are compared and nothing is computed with them. @throws as {@link pairRemarks} */
export async function weightRemarks(pair: Pair, layers: readonly number[]): Promise<string[]> {
  return [
    ...await checkpointRemarks(pair, layers),
    ...epsRemark(pair, "that stands in their configs, and no weight tells of it."),
    ...await storedRemarks(pair, layers),
  ];
}

/** What the two are: one and the same, the wrong way round by their names, adapted, or of other architectures. */
async function checkpointRemarks(pair: Pair, layers: readonly number[]): Promise<string[]> {
  return [
    ...await sameCheckpointRemark(pair, layers),
    ...turnedNamesRemark(pair),
    ...await adapterRemarks(pair, layers),
    ...architectureRemark(pair.base.recipe, pair.instruct.recipe),
  ];
}

/** What the weights themselves say: their dtypes, norms that stand 1 apart, long stretches of zeros. */
async function storedRemarks(
  { base, instruct }: Pair,
  layers: readonly number[],
): Promise<string[]> {
  return [
    // A sum has no stored dtype.
    ...[base, instruct].some(({ adapter }) => adapter !== undefined)
      ? []
      : dtypeRemark(dtypesOf(base, layers), dtypesOf(instruct, layers)),
    ...await normRemark({ base, instruct }, layers),
    ...await zeroRemarks({ base, instruct }, layers),
  ];
}

/** Of a model whose MLP reads the residual stream as it is. */
function lengthRemark({ hasPreNorm }: MlpRecipe): string[] {
  return hasPreNorm ? [] : [
    "No norm comes before the MLP of this model, so that its output depends on the length of the input, and not in proportion to " +
    "it: random directions, given vectors and computed components are run at length 1, components of a file at their own, all of " +
    "them far from any state of the model, and what they do at the operating point counts first.",
  ];
}

/** Two models of one size, as Llama 3 8B and Mistral 7B are, pass for a pair by all that is computed. */
function architectureRemark(base: MlpRecipe, instruct: MlpRecipe): string[] {
  const [a, b] = [base, instruct].map(({ architecture }) =>
    architectureNamed(architecture, ARCHITECTURES)
  );
  return a === undefined || b === undefined || a === b ? [] : [
    `The two checkpoints are of different architectures, ${
      shownName(base.architecture)
    } in base and ${
      shownName(instruct.architecture)
    } in instruct, whose MLPs compute the same: if neither was made from the other, what differs is not what tuning changed.`,
  ];
}

function epsRemark({ base, instruct }: Pair, meaning: string): string[] {
  const [b, i] = [base.recipe.eps, instruct.recipe.eps];
  return b === i ? [] : [
    `The two checkpoints have another eps in their norms, ${b} in base and ${i} in instruct: ${meaning}`,
  ];
}

function dtypeRemark(base: readonly string[], instruct: readonly string[]): string[] {
  return base.join() === instruct.join() ? [] : [
    `The MLP weights are stored as ${list(base)} in base and as ${
      list(instruct)
    } in instruct: part of a small ` +
    "difference can be the rounding of one of them.",
  ];
}

function dtypesOf(checkpoint: Checkpoint, layers: readonly number[]): string[] {
  // Those of the MLPs, whatever else is compared.
  const tensors = layers.flatMap((layer) =>
    layerTensors({ ...checkpoint.layerWeights(layer), others: {} })
  );
  return [...new Set(tensors.map(({ dtype }) => dtype))].sort();
}

/** Gemma's norms are stored as w and GGUF keeps 1 + w: a conversion that forgets to take the 1 off again shows here. */
async function normRemark(
  { base, instruct }: Pair,
  layers: readonly number[],
): Promise<string[]> {
  const [higher, lower] = [new Set<number>(), new Set<number>()];
  for (const layer of layers) {
    const [b, i] = [base.layerWeights(layer), instruct.layerWeights(layer)];
    const pairs = [[b.preNorm, i.preNorm], [b.postNorm, i.postNorm]] as const;
    for (const [ofBase, ofInstruct] of pairs) {
      if (ofBase === null || ofInstruct === null) continue;
      const [w, v] = [await readTensorValues(ofBase), await readTensorValues(ofInstruct)];
      const distances = v.map((entry, k) => entry - w[k]!);
      const isNear = (offset: number) =>
        distances.every((distance) => Math.abs(distance - offset) <= MAX_NORM_DISTANCE);
      if (isNear(1)) higher.add(layer);
      if (isNear(-1)) lower.add(layer);
    }
  }
  const sides = [["instruct", "base", higher.size], ["base", "instruct", lower.size]] as const;
  return sides.flatMap(([side, other, n]) => {
    return n === 0 ? [] : [
      `Norm weights of ${side} stand 1 above those of ${other} in ${n} of ${layers.length} layers: one of the two was ` +
      "likely saved as 1 + w and the other as w (as a conversion from GGUF can do), and then the differences are not those of training.",
    ];
  });
}
