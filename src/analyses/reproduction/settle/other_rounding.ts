/**
 * Published figures are of two roundings. For the pair that they are of, the rounding that a run was not asked for goes through
 * the same pass over the weights, for as many inputs as those figures need.
 *
 * @module
 */

import type { OtherRounding } from "../../../results.ts";
import type { GroupName } from "../../../prepare/input_groups.ts";
import { decompose } from "../../../measure/projections.ts";
import type { SemanticVectors } from "../../../prepare/semantic_vectors.ts";
import { quantileRows } from "../../../run/assemble.ts";
import type { MeasuredLayer } from "../../../measure/layer_changes.ts";
import { OUTPUT_MARKS, PROJECTED_LAYERS, RANDOM_MARK } from "./published_figures.ts";
import { measuredRows } from "../../change/settle/rows.ts";

type Rounding = OtherRounding["rounding"];

/** The rounding that is not `rounding`. */
export function otherThan(rounding: Rounding): Rounding {
  return rounding === "none" ? "notebook" : "none";
}

/** The inputs that need `rounding`: the components, and the isotropic directions where figures of it do. */
export function groupsUnder(rounding: Rounding): readonly GroupName[] {
  return OUTPUT_MARKS[rounding] === RANDOM_MARK
    ? ["components", "spaces", "isotropic"]
    : ["components"];
}

/** The tables that figures of `rounding` need; layers that were not decomposed are left out. */
export function otherRoundingOf(
  layers: readonly MeasuredLayer[],
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
