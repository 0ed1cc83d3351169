/**
 * The change of every component at every analysed layer along every role and trait vector. Vectors of a few layers at a time are in
 * memory, and of a layer that has been gone through the numbers alone.
 *
 * Shape letters: S semantic vectors.
 *
 * @module
 */

import type { LayerChanges } from "../../measure/layer_changes.ts";
import { alongVector } from "../../measure/projections.ts";
import { norm } from "../../math/vector_math.ts";
import { SemanticLayers } from "../../prepare/semantic_layers.ts";
import type { SemanticVectors } from "../../prepare/semantic_vectors.ts";
import type { LayerAlongVectors, RolesByLayer } from "../../results.ts";
import { compareNames } from "../../results/vector_order.ts";
import type { Settled, Settling } from "../analysis.ts";

/** Of every layer; vectors that a decomposition has read are not read again. */
export async function settle(settling: Settling): Promise<Settled> {
  const { inputs: { vectors }, options: { vectorLayer }, layers, names } = settling;
  const decomposed = await settling.semantic();
  const others = new SemanticLayers(vectors, {
    layers: layers.map(({ layer }) => layer).filter((layer) => !decomposed.has(layer)),
    vectorLayer,
  });
  const roles_by_layer = await rolesByLayer(layers, {
    names,
    vectorsAt: async (layer) => {
      settling.step(`Roles and traits at layer ${layer}`);
      return decomposed.get(layer) ?? await others.at(layer);
    },
  });
  return { results: { roles_by_layer } };
}

/** Significant digits of a number, as float32 needs them: there are hundreds of thousands of these. */
const DIGITS = 9;

/** One role or trait, and its numbers of every input at one layer. */
interface VectorNumbers {
  readonly kind: "role" | "trait";
  readonly name: string;
  readonly length: number;
  /** By input. */
  readonly cosines: readonly (number | null)[];
}

/**
 * Cosine of d of every input at every layer, by vector, and the lengths of both, to nine significant digits.
 *
 * @param options.names Of the inputs, PC1 first.
 * @param options.vectorsAt The vectors that a layer is set against; asked for once of each layer, in order.
 */
export async function rolesByLayer(
  layers: readonly Pick<LayerChanges, "layer" | "differences">[],
  { names, vectorsAt }: {
    names: readonly string[];
    vectorsAt: (layer: number) => Promise<SemanticVectors>;
  },
): Promise<RolesByLayer> {
  const known = new Map<string, VectorNumbers>();
  const measured: {
    layer: number;
    vector_layer: number;
    inputs: readonly Difference[];
    numbers: Map<string, VectorNumbers>;
  }[] = [];
  for (const { layer, differences } of layers) {
    const semantic = await vectorsAt(layer);
    const inputs = names.map((name) => differenceOf(name, differences));
    const numbers = numbersAt(semantic, inputs);
    for (const [key, vector] of numbers) known.set(key, vector);
    measured.push({ layer, vector_layer: semantic.layer, inputs, numbers });
  }
  const ordered = [...known].sort(([, a], [, b]) => compareNames(a, b));
  const keys = ordered.map(([key]) => key);
  return {
    vectors: ordered.map(([, { kind, name }]) => ({ kind, name })),
    layers: measured.map(({ layer, vector_layer, inputs, numbers }): LayerAlongVectors => ({
      layer,
      vector_layer,
      lengths: keys.map((key) => rounded(numbers.get(key)?.length)),
      inputs: numbers.size === 0 ? null : inputs.map(({ name, length }, i) => ({
        input_vector: name,
        length,
        cosines: keys.map((key) => rounded(numbers.get(key)?.cosines[i])),
      })),
    })),
  };
}

function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value.toPrecision(DIGITS));
}

/** d of one input at one layer. */
interface Difference {
  readonly name: string;
  readonly d: Float64Array;
  readonly length: number;
}

function differenceOf(
  name: string,
  differences: ReadonlyMap<string, Float64Array>,
): Difference {
  const d = differences.get(name);
  if (d === undefined) throw new Error(`Cannot set ${name} against roles: it was not measured`);
  return { name, d, length: norm(d) };
}

function numbersAt(
  { vectors }: SemanticVectors,
  inputs: readonly Difference[],
): Map<string, VectorNumbers> {
  return new Map(vectors.map(({ kind, name, values }) => {
    const vectorLength = norm(values);
    const cosines = inputs.map(({ d, length }) =>
      alongVector(d, values, { length, vectorLength }).cosine
    );
    return [`${kind} ${name}`, { kind, name, length: vectorLength, cosines }];
  }));
}
