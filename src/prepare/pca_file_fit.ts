/**
 * Whether a PCA file fits the model and the options, and what a reader should know of it.
 *
 * @module
 */

import { cosine, row } from "../math/vector_math.ts";
import type { PcaFile, VectorFolder } from "../sources/vectors/vectors.ts";
import { shownName } from "../text/quote.ts";
import { formatNumber } from "../text/words.ts";
import { UsageError } from "../usage_error.ts";
import type { AnalysisOptions } from "./options.ts";
import type { RunInputs } from "./run_inputs.ts";

/** Size of a cosine that rounding and a scaler's units leave between components, which are orthogonal. */
const MAX_COSINE = 0.1;

/**
 * Passes if a PCA file is of the model's size and of one of its layers, and no option asks for what it cannot give.
 *
 * @throws {UsageError} if an option does.
 * @throws {Error} if the file is of another model.
 */
export function checkPcaFile(
  file: PcaFile,
  base: RunInputs["base"],
  options: Pick<AnalysisOptions, "pcaLayer" | "pcaScale">,
): void {
  const hiddenSize = file.components.length / file.nComponents;
  if (hiddenSize !== base.recipe.hiddenSize) {
    throw new Error(
      `Cannot use the PCA file ${shownName(file.fileName)} with ${
        shownName(base.label)
      }: expected components of ${base.recipe.hiddenSize} entries, got ${hiddenSize}`,
    );
  }
  if (file.layer >= base.recipe.nLayers) {
    throw new Error(
      `Cannot use the PCA file ${shownName(file.fileName)} with ${
        shownName(base.label)
      }: it is of layer ${file.layer}, ` +
        `and the model has layers 0 to ${base.recipe.nLayers - 1}`,
    );
  }
  if (options.pcaLayer !== null && options.pcaLayer !== file.layer) {
    throw new UsageError(
      `Cannot use --pca-layer ${options.pcaLayer} with the PCA file ${
        shownName(file.fileName)
      }, which is of layer ${file.layer}: ` +
        `leave the option out, or compute components with --pca computed`,
    );
  }
  if (options.pcaScale === "standard") {
    throw new UsageError(
      `Cannot use --pca-scale with the PCA file ${
        shownName(file.fileName)
      }, which has its own scaling: leave the option out, ` +
        `or compute components with --pca computed`,
    );
  }
}

/** What the reader should know of a PCA file, and of others beside it. */
export function pcaFileNotes(
  file: PcaFile,
  { pcaFileNames }: Pick<VectorFolder, "pcaFileNames">,
  { pcaLayer, pcSpace, pcs }: Pick<AnalysisOptions, "pcaLayer" | "pcSpace" | "pcs">,
): string[] {
  const { fileName, layer, unreadKeys, isLayerTold, scalerClass } = file;
  const shown = shownName(fileName);
  return [
    ...pcaFileNames.length > 1
      ? [
        `Of ${pcaFileNames.length} PCA files (${
          pcaFileNames.map(shownName).join(", ")
        }), ${shown} was used.`,
      ]
      : [],
    ...unreadKeys.length > 0
      ? [
        `The PCA file ${shown} holds keys that are not read: ${
          unreadKeys.map(shownName).join(", ")
        }.`,
      ]
      : [],
    ...isLayerTold ? [] : [
      `The components in ${shown} do not say of which layer they are: layer ${layer} was taken${
        pcaLayer === null ? "; --pca-layer says another" : ", as --pca-layer says"
      }.`,
    ],
    ...scalerClass !== null && pcSpace === "components"
      ? [`The PCA file ${shown} holds a ${shownName(scalerClass)}: it is reported and not applied.`]
      : [],
    ...nearestNote(file, pcs),
  ];
}

/** That two of the first components are not orthogonal: vectors of another kind under such names. */
function nearestNote({ fileName, components, nComponents }: PcaFile, pcs: number): string[] {
  const hiddenSize = components.length / nComponents;
  const first = Array.from(
    { length: Math.min(pcs, nComponents) },
    (_, p) => row(components, p, hiddenSize),
  );
  const pairs = first.flatMap((a, p) =>
    first.slice(0, p).map((b, q) => ({ names: [q + 1, p + 1], cos: cosine(a, b) ?? 0 }))
  );
  const nearest = pairs.reduce<typeof pairs[number] | null>(
    (most, pair) => Math.abs(pair.cos) > Math.abs(most?.cos ?? MAX_COSINE) ? pair : most,
    null,
  );
  return nearest === null ? [] : [
    `PC${nearest.names[0]} and PC${nearest.names[1]} of the PCA file ${
      shownName(fileName)
    } are not orthogonal, as principal components are: their cosine is ${
      formatNumber(nearest.cos, 3)
    }.`,
  ];
}
