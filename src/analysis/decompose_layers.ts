/**
 * The decomposition of every focus layer.
 *
 * @module
 */

import type { Results } from "../results.ts";
import { decomposeLayer, type LayerDifference } from "./decomposition/decompose_layer.ts";
import type { AnalysisOptions } from "./options.ts";
import type { RunInputs } from "./prepare.ts";
import { type SemanticVectors, semanticVectors } from "./semantic_vectors.ts";

/** By decomposed layer: the role and trait vectors that it is set against, taken there or at the layer of `--vector-layer`. */
export async function readSemanticVectors(
  { vectors }: RunInputs,
  focus: readonly number[],
  vectorLayer: AnalysisOptions["vectorLayer"],
): Promise<ReadonlyMap<number, SemanticVectors>> {
  const vectorLayerOf = (layer: number) => vectorLayer === "probed" ? layer : vectorLayer;
  const { isTraitRawMean } = vectors;
  const read = await vectors.readLayers([...new Set(focus.map(vectorLayerOf))]);
  const semanticAt = new Map(
    read.map((raw) => [raw.layer, semanticVectors(raw, { isTraitRawMean })]),
  );
  return new Map(focus.flatMap((layer) => {
    const semantic = semanticAt.get(vectorLayerOf(layer));
    return semantic === undefined ? [] : [[layer, semantic]];
  }));
}

/**
 * Sets d of PC1 against the vectors of every focus layer.
 *
 * @throws {Error} if a layer was not measured.
 */
export function decomposeLayers(
  focus: readonly number[],
  { measured, semantic }: {
    measured: ReadonlyMap<number, LayerDifference>;
    semantic: ReadonlyMap<number, SemanticVectors>;
  },
): Pick<Results, "decompositions" | "decomposition_info"> {
  const decompositions: Results["decompositions"] = {};
  const decomposition_info: Results["decomposition_info"] = {};
  for (const layer of focus) {
    const difference = measured.get(layer);
    const vectors = semantic.get(layer);
    if (difference === undefined || vectors === undefined) {
      throw new Error(`Cannot decompose layer ${layer}: it was not measured`);
    }
    const { rows, info } = decomposeLayer({ layer, ...difference, semantic: vectors });
    decompositions[layer] = rows;
    decomposition_info[layer] = info;
  }
  return { decompositions, decomposition_info };
}
