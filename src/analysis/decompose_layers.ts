/**
 * The decomposition of every focus layer.
 *
 * @module
 */

import type { Results } from "../results.ts";
import { decompose, describeDecomposition } from "./decomposition.ts";
import type { FocusLayer } from "./focus_layers.ts";
import type { SemanticVectors } from "./semantic_vectors.ts";
import { PROJECTION_ONLY } from "./decomposition_interim.ts";

/** Sets d of PC1 against the vectors of every focus layer. */
export function decomposeLayers(
  focus: readonly FocusLayer[],
  { semantic }: {
    semantic: ReadonlyMap<number, SemanticVectors>;
    outliers: ReadonlyMap<number, readonly number[]>;
  },
): Pick<Results, "decompositions" | "decomposition_info"> {
  const decompositions: Results["decompositions"] = {};
  const decomposition_info: Results["decomposition_info"] = {};
  for (const { layer, inputs } of focus) {
    const d = inputs[0]!.d;
    const vectors = semantic.get(layer)!;
    decompositions[layer] = decompose(d, vectors).map((row) => ({ ...row, ...PROJECTION_ONLY }));
    decomposition_info[layer] = describeDecomposition(layer, d, vectors);
  }
  return { decompositions, decomposition_info };
}
