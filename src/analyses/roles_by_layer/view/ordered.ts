/**
 * Roles and traits in the order of their pages: the strongest first.
 *
 * @module
 */

import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import { isWithinNoise } from "../../../results/spoken.ts";
import { compareNames } from "../../../results/vector_order.ts";
import { layersText } from "../../../text/layers.ts";
import type { Results, RolesByLayer } from "../../../results.ts";
import { projectionsAlong } from "./projections_along.ts";

/** Values of one input along one vector. */
export interface AlongInput {
  readonly input: string;
  /** By layer; null where unknown. */
  readonly cosines: readonly (number | null)[];
  readonly projections: readonly (number | null)[];
}

/** A role or trait with its numbers at every layer. */
export interface ShownVector {
  readonly kind: "role" | "trait";
  readonly name: string;
  /** PC1 first. */
  readonly inputs: readonly AlongInput[];
  /** Cosines of PC1 by layer. */
  readonly cosines: readonly (number | null)[];
  /** The layer at which that of PC1 is largest in size; null where none is known. */
  readonly strongest: LayerCosine | null;
  /** The same of layers of whose change something may be said. */
  readonly spoken: LayerCosine | null;
  /** At the noted layer; null without one. */
  readonly noted: number | null;
}

/** A cosine and its layer. */
export interface LayerCosine {
  readonly layer: number;
  readonly cosine: number;
}

/** All of them, and what they have in common. */
export interface Ordered {
  readonly layers: readonly number[];
  /** The layer of the verdict, where vectors are known there; null else. */
  readonly noted: number | null;
  readonly vectors: readonly ShownVector[];
  /** Of layers of whose change no conclusion is drawn though it is shown; null where there are none. */
  readonly untold: string | null;
}

/** By |cosine| of PC1 at the noted layer, largest first, or by the largest anywhere where none is noted; then kind, then name. */
export function ordered(results: Results, roles: RolesByLayer): Ordered {
  const layers = roles.layers.map(({ layer }) => layer);
  const asked = results.evidence?.verdict?.layer;
  const noted =
    roles.layers.find(({ layer, inputs }) => layer === asked && inputs !== null)?.layer ?? null;
  const names = roles.layers.find(({ inputs }) => inputs !== null)?.inputs
    ?.map(({ input_vector }) => input_vector) ?? [];
  const projections = roles.layers.map((at) =>
    at.inputs?.map((input) => projectionsAlong(at, input)) ?? null
  );
  const vectors = roles.vectors.map(({ kind, name }, v): ShownVector => {
    const inputs = names.map((input, i): AlongInput => ({
      input,
      cosines: roles.layers.map((at) => at.inputs?.[i]?.cosines[v] ?? null),
      projections: projections.map((at) => at?.[i]?.[v] ?? null),
    }));
    const cosines = inputs.find(({ input }) => input === PEAK_INPUT)?.cosines ??
      layers.map(() => null);
    return {
      kind,
      name,
      inputs,
      cosines,
      strongest: strongestOf(layers, cosines),
      spoken: strongestOf(
        layers,
        cosines.map((cosine, l) => isWithinNoise(results, layers[l]!) ? null : cosine),
      ),
      noted: noted === null ? null : cosines[layers.indexOf(noted)] ?? null,
    };
  });
  const untold = layers.filter((layer) =>
    isWithinNoise(results, layer) && rowAt(results.mlp, layer)?.delta_norm !== 0
  );
  // What is unknown comes last.
  const size = ({ noted: at, strongest }: ShownVector) => {
    const cosine = noted === null ? strongest?.cosine ?? null : at;
    return cosine === null ? -1 : Math.abs(cosine);
  };
  return {
    layers,
    noted,
    untold: untold.length === 0
      ? null
      : `No conclusion is drawn at ${
        layersText(untold)
      }: the change of ${PEAK_INPUT} there is not clear of the noise.`,
    vectors: vectors.sort((a, b) => size(b) - size(a) || compareNames(a, b)),
  };
}

function strongestOf(
  layers: readonly number[],
  cosines: readonly (number | null)[],
): LayerCosine | null {
  let best: LayerCosine | null = null;
  cosines.forEach((cosine, l) => {
    if (cosine === null || (best !== null && Math.abs(cosine) <= Math.abs(best.cosine))) return;
    best = { layer: layers[l]!, cosine };
  });
  return best;
}
