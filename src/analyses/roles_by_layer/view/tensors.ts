/**
 * Every cosine and projection as tensors, to take away: as text they would be the largest file of a site.
 *
 * Shape letters: I inputs, L layers, S role and trait vectors.
 *
 * @module
 */

import type { InputAlongVectors, LayerAlongVectors, RolesByLayer } from "../../../results.ts";
import { type NamedTensor, tensorBytes } from "../../../site/kit/tensor_file.ts";
import { projectionsAlong } from "./projections_along.ts";

/** What is told of one input at one layer, by vector. */
const NUMBERS: Readonly<
  Record<string, (layer: LayerAlongVectors, input: InputAlongVectors) => readonly (number | null)[]>
> = {
  cosine: (_, { cosines }) => cosines,
  projection: projectionsAlong,
};

/**
 * A safetensors file of F32 `[L, I, S]` tensors `cosine` and `projection`, 0 where one is unknown, and U8 tensors `cosine_known` and
 * `projection_known` of the same shape, 1 where it is known; the metadata have `layers`, `inputs` and `vectors` as JSON.
 */
export function rolesTensors({ vectors, layers }: RolesByLayer): Uint8Array<ArrayBuffer> {
  const inputs = layers.find(({ inputs }) => inputs !== null)?.inputs
    ?.map(({ input_vector }) => input_vector) ?? [];
  const shape = [layers.length, inputs.length, vectors.length];
  const numbers = Object.entries(NUMBERS).map(([name, of]) => ({
    name,
    values: layers.flatMap((layer) =>
      inputs.flatMap((name) => {
        const input = layer.inputs?.find(({ input_vector }) => input_vector === name);
        return input === undefined ? vectors.map(() => null) : of(layer, input);
      })
    ),
  }));
  return tensorBytes([
    ...numbers.map(({ name, values }): NamedTensor => ({
      name,
      shape,
      values: Float32Array.from(values, (value) => value ?? 0),
    })),
    ...numbers.map(({ name, values }): NamedTensor => ({
      name: `${name}_known`,
      shape,
      values: Uint8Array.from(values, (value) => value === null ? 0 : 1),
    })),
  ], {
    layers: JSON.stringify(layers.map(({ layer }) => layer)),
    vector_layers: JSON.stringify(layers.map(({ vector_layer }) => vector_layer)),
    inputs: JSON.stringify(inputs),
    vectors: JSON.stringify(vectors.map(({ kind, name }) => ({ kind, name }))),
  });
}
