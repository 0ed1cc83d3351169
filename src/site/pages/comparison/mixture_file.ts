/**
 * What a file of vectors holds of the random role mixtures: the cosines of their changes with every role and trait vector.
 *
 * Shape letters: N draws, S semantic vectors.
 *
 * @module
 */

import * as v from "valibot";
import type { TensorEntry } from "../../../sources/safetensors/safetensors_header.ts";
import { attachedHeader } from "../../kit/attached.ts";

/** Cosines of the mixtures of one decomposed layer. */
export interface Mixtures {
  /** By column; the roles in the order in which the mixtures weigh them. */
  readonly vectors: readonly { readonly kind: "role" | "trait"; readonly name: string }[]; // S
  readonly draws: number; // N
  readonly cosine: Float32Array; // f32 [N, S]
  /** With the mean direction of the vectors removed; null where there is none. */
  readonly specific: Float32Array | null; // f32 [N, S]
}

const names = v.array(v.tuple([v.picklist(["role", "trait"]), v.string()]));

/**
 * The mixtures that a file of vectors holds; null where it holds none, as files of earlier versions.
 *
 * @throws {SafetensorsError} if it is no safetensors file. @throws {TypeError} if its tensors do not fit their names.
 */
export function readMixtures(where: string, bytes: Uint8Array): Mixtures | null {
  const { tensors, metadata } = attachedHeader(where, bytes);
  const [cosine, specific] = ["mixture_cosine", "mixture_specific"].map((name) =>
    tensors.get(name)
  );
  if (cosine === undefined) return null;
  const vectors = namesOf(where, metadata.get("mixture_vectors") ?? "");
  const [draws = 0] = cosine.shape;
  const read = (tensor: TensorEntry) =>
    valuesOf(tensor, { where, bytes, shape: [draws, vectors.length] });
  return {
    vectors,
    draws,
    cosine: read(cosine),
    specific: specific === undefined ? null : read(specific),
  };
}

function namesOf(where: string, text: string): Mixtures["vectors"] {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), names), text);
  if (!read.success) {
    throw new TypeError(
      `Cannot read ${where}: expected pairs of kind and name in mixture_vectors, got other text`,
    );
  }
  return read.output.map(([kind, name]) => ({ kind, name }));
}

function valuesOf(
  { name, dtype, shape: found, offsetBytes, sizeBytes }: TensorEntry,
  { where, bytes, shape }: { where: string; bytes: Uint8Array; shape: readonly number[] },
): Float32Array {
  if (dtype !== "F32" || found.join() !== shape.join()) {
    throw new TypeError(
      `Cannot read ${name} of ${where}: expected F32 [${shape}], got ${dtype} [${found}]`,
    );
  }
  const values = new Float32Array(bytes.slice(offsetBytes, offsetBytes + sizeBytes).buffer);
  if (!values.every(Number.isFinite)) {
    throw new TypeError(`Cannot read ${name} of ${where}: expected finite numbers, got others`);
  }
  return values;
}
