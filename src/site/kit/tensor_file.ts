/**
 * A file of tensors to take away that is made of the results, so that it is there whenever a site is rendered of them.
 *
 * @module
 */

import { safetensorsBytes } from "../../sources/safetensors/safetensors_writer.ts";

/** One safetensors file. */
export interface TensorFile {
  readonly path: string;
  /** The file itself. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** A tensor by its numbers in row-major order: F32, or U8 where they are bytes. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
}

/** The bytes of a file of these tensors; give those of bytes last. */
export function tensorBytes(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  return safetensorsBytes(
    tensors.map(({ name, shape, values }) => ({
      name,
      shape,
      dtype: values instanceof Float32Array ? "F32" : "U8",
      chunks: [new Uint8Array(values.buffer, values.byteOffset, values.byteLength)],
    })),
    { metadata },
  );
}
