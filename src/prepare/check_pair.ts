/**
 * Whether three inputs belong together: what is computed must agree. What else differs is told by `pair_remarks.ts`.
 *
 * @module
 */

import { shownName } from "../text/quote.ts";
import type { Checkpoint, MlpRecipe } from "../sources/checkpoint/weights.ts";
import type { RunInputs } from "./run_inputs.ts";
import { list } from "../text/words.ts";

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
