/**
 * The decomposition of every focus layer.
 *
 * @module
 */

import type { Results } from "../results.ts";
import { decomposeLayer } from "./decomposition/decompose_layer.ts";
import type { FocusLayer } from "./focus_layers.ts";
import type { SemanticVectors } from "./semantic_vectors.ts";

/**
 * Sets d of PC1 against the vectors of every focus layer.
 *
 * @param options.semantic By layer: the role and trait vectors that it is set against.
 * @param options.outliers Outlier coordinates by layer; none where there is no mean state.
 * @param options.onLayer Called as each layer begins.
 * @throws {Error} if a layer has no vectors.
 */
export function decomposeLayers(
  focus: readonly FocusLayer[],
  { semantic, outliers, onLayer }: {
    semantic: ReadonlyMap<number, SemanticVectors>;
    outliers: ReadonlyMap<number, readonly number[]>;
    onLayer?: (layer: number) => void;
  },
): Pick<Results, "decompositions" | "decomposition_info"> {
  const decompositions: Results["decompositions"] = {};
  const decomposition_info: Results["decomposition_info"] = {};
  for (const { layer, inputs, draws } of focus) {
    onLayer?.(layer);
    const [pc1] = inputs;
    const vectors = semantic.get(layer);
    if (pc1 === undefined || vectors === undefined) {
      throw new Error(`Cannot decompose layer ${layer}: it was not measured`);
    }
    const { d, base, instruct } = pc1;
    const { rows, info } = decomposeLayer({
      layer,
      d,
      base,
      instruct,
      outliers: outliers.get(layer) ?? [],
      draws,
      semantic: vectors,
    });
    decompositions[layer] = rows;
    decomposition_info[layer] = info;
  }
  return { decompositions, decomposition_info };
}
