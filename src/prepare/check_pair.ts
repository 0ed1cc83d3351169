/**
 * Whether three inputs belong together: what is computed must agree. What may differ and still shows in the figures is said.
 *
 * @module
 */

import { readTensorValues } from "../sources/safetensors/safetensors.ts";
import { shownName } from "../text/quote.ts";
import { adapterRemarks } from "./adapter_remarks.ts";
import { ARCHITECTURES } from "../sources/checkpoint/architectures/index.ts";
import { architectureNamed } from "../sources/checkpoint/named_architecture.ts";
import { type Checkpoint, layerTensors, type MlpRecipe } from "../sources/checkpoint/weights.ts";
import type { RunInputs } from "./run_inputs.ts";
import { sameCheckpointRemark } from "./same_checkpoint.ts";
import { list } from "../text/words.ts";
import { zeroRemarks } from "./zero_remarks.ts";

/** What of two recipes must be the same, in words and as a message shows it. */
const COMPUTED: readonly (readonly [string, (recipe: MlpRecipe) => string | number])[] = [
  ["hidden size", ({ hiddenSize }) => hiddenSize],
  ["intermediate size", ({ intermediateSize }) => intermediateSize],
  ["number of layers", ({ nLayers }) => nLayers],
  ["activation", ({ activation }) => activation],
  ["norms", ({ isCentred }) => isCentred ? "LayerNorm" : "RMSNorm"],
  [
    "norm weights",
    ({ normOffset, isNormScaled }) => !isNormScaled ? "none" : normOffset === 1 ? "1 + w" : "w",
  ],
  ["norm before the MLP", ({ hasPreNorm }) => hasPreNorm ? "one" : "none"],
  ["norm after the MLP", ({ hasPostNorm }) => hasPostNorm ? "one" : "none"],
  ["biases", ({ biased }) => biased.length === 0 ? "none" : list(biased)],
  ["factor on the output", ({ multiplier }) => multiplier],
  ["layers of twice the intermediate size", ({ doubledFrom }) => doubledFrom ?? "none"],
];

/**
 * Passes if base and instruct compute the same MLP and the vectors have their shape.
 *
 * @throws {Error} in one line that names both sides and what they have.
 */
export function checkPair({ base, instruct, vectors }: RunInputs): void {
  checkModels({ base, instruct });
  checkVectors({ base, vectors });
}

/** Passes if base and instruct compute the same MLP. @throws as {@link checkPair} */
export function checkModels({ base, instruct }: Pick<RunInputs, "base" | "instruct">): void {
  expectSameInput(base, instruct);
  for (const [words, of] of COMPUTED) {
    const [expected, found] = [of(base.recipe), of(instruct.recipe)];
    if (expected === found) continue;
    throw new Error(
      `Cannot compare ${shownName(base.label)} with ${
        shownName(instruct.label)
      }: expected the same ${words}, ` +
        `got ${expected} (${shownName(base.recipe.architecture)}) and ${found} (${
          shownName(instruct.recipe.architecture)
        }); give two checkpoints of one model`,
    );
  }
}

function checkVectors({ base, vectors }: Pick<RunInputs, "base" | "vectors">): void {
  const { hiddenSize, nLayers } = base.recipe;
  const what = `Cannot use the vectors in ${shownName(vectors.label)} with ${
    shownName(base.label)
  }`;
  if (vectors.hiddenSize !== hiddenSize) {
    throw new Error(
      `${what}: expected hidden size ${hiddenSize}, got ${vectors.hiddenSize}; ${
        vectors.nLayers === hiddenSize
          ? `they have ${hiddenSize} rows, and are likely turned around: save them as tensor.T.contiguous()`
          : "give vectors that were made from this model"
      }`,
    );
  }
  const { isByLayer, rowZero } = vectors;
  if (isByLayer ? vectors.nLayers <= nLayers : vectors.nLayers === nLayers) return;
  const found = isByLayer
    ? `expected vectors of layers 0 to ${nLayers - 1}, got one of layer ${vectors.nLayers - 1}`
    : rowZero.is === "embedding"
    ? `expected a row for the embedding and one for each of ${nLayers} layers, got ${
      vectors.nLayers + 1
    } rows`
    : `expected one row for each of ${nLayers} layers, got ${vectors.nLayers}`;
  throw new Error(`${what}: ${found}${rowAdvice(vectors, nLayers)}`);
}

/** What may be meant where the count is one off; else other vectors. */
function rowAdvice(
  { nLayers, isByLayer, rowZero }: RunInputs["vectors"],
  modelLayers: number,
): string {
  if (nLayers === modelLayers + 1 && rowZero.is === "block") {
    return `: ${
      isByLayer ? "they likely count from the embedding" : "row 0 is likely the embedding"
    }, as hidden_states of transformers does; read them so with --row-zero embedding`;
  }
  if (nLayers === modelLayers - 1 && rowZero.is === "embedding" && !isByLayer) {
    return "; where the last row was left off, as by hidden_states[:-1], save it with the others; where row 0 is of block 0, " +
      `give --row-zero block (it was taken for the embedding: ${rowZero.why})`;
  }
  if (nLayers === 1 && !isByLayer && rowZero.is === "block") {
    return "; of a single row --vector-layer N says which layer it is of, and --layers N looks at that layer";
  }
  return "; give vectors that were made from this model";
}

/** @throws {Error} if the MLP of one reads what its attention reads, and that of the other what comes after it. */
function expectSameInput(base: Checkpoint, instruct: Checkpoint): void {
  const [ofBase, ofInstruct] = [base, instruct].map((checkpoint) => checkpoint.isParallel);
  if (ofBase === ofInstruct) return;
  const words = (isParallel: boolean | undefined) =>
    isParallel ? "what attention reads" : "what comes after attention";
  throw new Error(
    `Cannot compare ${shownName(base.label)} with ${
      shownName(instruct.label)
    }: expected MLPs that read the same, got one that reads ${words(ofBase)} and one that reads ${
      words(ofInstruct)
    }; give two checkpoints of one model`,
  );
}

/** Norm weights as near as this to 1 more or less are taken to be the same weights in the other form. */
const MAX_NORM_DISTANCE = 0.1;

/**
 * What a reader must know of the pair beside its weights, in whole sentences: that the length of inputs counts, another architecture,
 * eps or dtype, and norm weights that stand 1 apart.
 * Of the weights of `layers` the norms are read.
 *
 * @throws {Error} if a norm cannot be read.
 */
export async function pairRemarks(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
  layers: readonly number[],
): Promise<string[]> {
  return [
    ...await sameCheckpointRemark({ base, instruct }, layers),
    ...adapterRemarks({ base, instruct }, layers),
    ...architectureRemark(base.recipe, instruct.recipe),
    ...lengthRemark(base.recipe),
    ...epsRemark(base.recipe.eps, instruct.recipe.eps),
    ...await storedRemarks({ base, instruct }, layers),
  ];
}

/** The same where weights are compared and nothing is computed with them. @throws as {@link pairRemarks} */
export async function weightRemarks(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
  layers: readonly number[],
): Promise<string[]> {
  const [ofBase, ofInstruct] = [base.recipe.eps, instruct.recipe.eps];
  return [
    ...await sameCheckpointRemark({ base, instruct }, layers),
    ...adapterRemarks({ base, instruct }, layers),
    ...architectureRemark(base.recipe, instruct.recipe),
    ...ofBase === ofInstruct ? [] : [
      `The two checkpoints have another eps in their norms, ${ofBase} in base and ${ofInstruct} in instruct: that stands in ` +
      "their configs, and no weight tells of it.",
    ],
    ...await storedRemarks({ base, instruct }, layers),
  ];
}

/** What the weights themselves say: their dtypes, norms that stand 1 apart, long stretches of zeros. */
async function storedRemarks(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
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

function epsRemark(base: number, instruct: number): string[] {
  return base === instruct ? [] : [
    `The two checkpoints have another eps in their norms, ${base} in base and ${instruct} in instruct: what ` +
    "that makes of a difference comes of the config and not of the weights, and is counted with the norms.",
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
  const tensors = layers.flatMap((layer) => layerTensors(checkpoint.layerWeights(layer)));
  return [...new Set(tensors.map(({ dtype }) => dtype))].sort();
}

/** Gemma's norms are stored as w and GGUF keeps 1 + w: a conversion that forgets to take the 1 off again shows here. */
async function normRemark(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
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
