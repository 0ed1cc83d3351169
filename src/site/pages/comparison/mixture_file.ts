/**
 * What a file of vectors holds of the random role mixtures: the cosines of their changes with every role and trait vector.
 *
 * Shape letters: N draws, S semantic vectors.
 *
 * @module
 */

import * as v from "valibot";
import { kind } from "../../../results/values.ts";
import type { TensorEntry } from "../../../sources/safetensors/safetensors_header.ts";
import { attachedHeader } from "../../kit/attached.ts";
import { type AttachedSays, attachedSays } from "../../kit/attached_run.ts";

/** Cosines of the mixtures of one decomposed layer. */
export interface Mixtures {
  /** By column: those that have a length at the layer. */
  readonly vectors: readonly { readonly kind: "role" | "trait"; readonly name: string }[]; // S
  readonly draws: number; // N
  readonly cosine: Float32Array; // f32 [N, S]
  /** With the mean direction of the vectors removed; null where there is none. */
  readonly specific: Float32Array | null; // f32 [N, S]
  /** Names of the roles that each mixture weighs, in this order; of the layer of the PCA. */
  readonly weighed: readonly string[];
  /** What the file says of its run. */
  readonly says: AttachedSays;
}

const vectorNames = v.array(v.tuple([kind, v.string()]));
const roleNames = v.array(v.string());

/**
 * The mixtures that a file of vectors holds; null where it holds none, as files of earlier versions.
 *
 * @throws {SafetensorsError} if it is no safetensors file.
 * @throws {TypeError} if its tensors do not fit their names.
 */
export function readMixtures(where: string, bytes: Uint8Array): Mixtures | null {
  const { tensors, metadata } = attachedHeader(where, bytes);
  const [cosine, specific] = ["mixture_cosine", "mixture_specific"].map((name) =>
    tensors.get(name)
  );
  const weighed = metadata.get("mixture_weighs");
  if (cosine === undefined || weighed === undefined) return null;
  const parsed = namesIn(metadata.get("mixture_vectors") ?? "", vectorNames);
  const roles = namesIn(weighed, roleNames);
  if (parsed === null || roles === null) {
    throw new TypeError(
      `Cannot read ${where}: expected ${
        parsed === null
          ? "pairs of kind and name in mixture_vectors"
          : "names of roles in mixture_weighs"
      }, got other text`,
    );
  }
  const vectors = parsed.map(([kind, name]) => ({ kind, name }));
  const [draws = 0] = cosine.shape;
  const read = (tensor: TensorEntry) =>
    valuesOf(tensor, { where, bytes, shape: [draws, vectors.length] });
  return {
    vectors,
    draws,
    cosine: read(cosine),
    specific: specific === undefined ? null : read(specific),
    weighed: roles,
    says: attachedSays(where, bytes),
  };
}

/** The names that a text in JSON holds; null where it holds something else. */
function namesIn<Names>(text: string, names: v.GenericSchema<Names>): Names | null {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), names), text);
  return read.success ? read.output : null;
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
