/**
 * Published figures are of two roundings. For the pair that they are of, the rounding that a run was not asked for goes through
 * the same pass over the weights, for as many inputs as those figures need.
 *
 * @module
 */

import type { OtherRounding } from "../../../results.ts";
import { decompose } from "../../../measure/projections.ts";
import type { SemanticVectors } from "../../../prepare/semantic_vectors.ts";
import { quantileRows } from "../../../measure/quantile_rows.ts";
import type { LayerChanges } from "../../../measure/layer_changes.ts";
import { PROJECTED_LAYERS } from "./published_figures.ts";
import { signedName } from "../../../prepare/input_groups.ts";

type Rounding = OtherRounding["rounding"];

/** The tables that figures of `rounding` need; layers that were not decomposed are left out. */
export function otherRoundingOf(
  layers: readonly LayerChanges[],
  { rounding, names, semantic }: {
    rounding: Rounding;
    names: readonly string[];
    semantic: ReadonlyMap<number, SemanticVectors>;
  },
): OtherRounding {
  const decompositions: OtherRounding["decompositions"] = {};
  for (const { layer, d } of layers) {
    const vectors = semantic.get(layer);
    if (vectors === undefined || !PROJECTED_LAYERS.includes(layer)) continue;
    decompositions[layer] = decompose(d, vectors);
  }
  return {
    rounding,
    mlp: measuredRows(layers, names),
    quantiles: quantileRows(layers).filter(({ variant }) => variant === "raw"),
    decompositions,
  };
}

/** The measured columns of the main table. */
function measuredRows(
  layers: readonly LayerChanges[],
  names: readonly string[],
): OtherRounding["mlp"] {
  return layers.flatMap(({ layer, deltas }) =>
    deltas.filter(({ name }) => names.includes(name)).map(({ name, sign, delta }) => ({
      layer,
      input_vector: signedName(name, sign),
      ...delta,
    }))
  );
}
