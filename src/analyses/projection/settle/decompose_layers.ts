/**
 * The decomposition of every focus layer.
 *
 * @module
 */

import type { Results } from "../../../results.ts";
import { decomposeLayer } from "./decompose_layer.ts";
import type { FocusLayer } from "../../../measure/focus_layer.ts";
import { signedName } from "../../../prepare/input_groups.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { SemanticVectors } from "../../../prepare/semantic_vectors.ts";

/**
 * Sets d of every component and its negative against the vectors of every focus layer.
 *
 * @param options.names Of the components as run; an input of another name, such as PC1 in another space, is not decomposed.
 * @param options.semantic By layer: the role and trait vectors that it is set against.
 * @param options.outliers Outlier dimensions by layer; none where there is no mean state.
 * @param options.onLayer Called as each layer begins.
 * @throws {Error} if a layer has no vectors.
 */
export function decomposeLayers(
  focus: readonly FocusLayer[],
  { names, semantic, outliers, onLayer }: {
    names: readonly string[];
    semantic: ReadonlyMap<number, SemanticVectors>;
    outliers: ReadonlyMap<number, readonly number[]>;
    onLayer?: (layer: number) => void;
  },
): Pick<Results, "decompositions" | "decomposition_info"> {
  const decompositions: Results["decompositions"] = {};
  const decomposition_info: Results["decomposition_info"] = {};
  const decomposed = new Set(names.flatMap((name) => [signedName(name, 1), signedName(name, -1)]));
  for (const { layer, inputs, draws } of focus) {
    onLayer?.(layer);
    const pc1 = inputs.find(({ name }) => name === PEAK_INPUT);
    const others = inputs.filter((input) => input !== pc1 && decomposed.has(input.name));
    const vectors = semantic.get(layer);
    if (pc1 === undefined || vectors === undefined) {
      throw new Error(`Cannot decompose layer ${layer}: it was not measured`);
    }
    const { rows, info } = decomposeLayer({
      layer,
      inputs: [pc1, ...others],
      outliers: outliers.get(layer) ?? [],
      draws,
      semantic: vectors,
    });
    decompositions[layer] = rows;
    decomposition_info[layer] = info;
  }
  return { decompositions, decomposition_info };
}
