/**
 * Writing safetensors files, streaming.
 *
 * @module
 */

import { writeAll } from "../folder/file_handle.ts";
import { concatenated } from "../../math/concatenated.ts";
import { basename } from "node:path";
import { DTYPE_BITS } from "../../math/dtypes.ts";
import { quote } from "../../text/quote.ts";

/** A tensor to write. */
export interface TensorToWrite {
  readonly name: string;
  /** As the header spells it, for instance `BF16`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The data, little endian and row-major, in pieces of any size; taken once, when the tensor's turn comes. */
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** What {@link writeSafetensors} may be told beside the tensors. */
export interface WriteOptions {
  /** Entries of `__metadata__`; left out where none are given. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes `tensors` in the order given to a new file, or over an old one; a file that could not be completed is removed.
 *
 * The data starts at a multiple of 8 bytes. Give wide dtypes first where every tensor must be aligned to its own size.
 *
 * @throws {RangeError} if a name occurs twice, a shape is no shape, or the data of a tensor is not as long as its shape says.
 *
 * @example
 * ```ts
 * import { writeSafetensors } from "./safetensors_writer.ts";
 * const path = await Deno.makeTempFile();
 * const chunks = [new Uint8Array([0x80, 0x3f])]; // 1 in bfloat16
 * await writeSafetensors(path, [{ name: "one", dtype: "BF16", shape: [1], chunks }]);
 * await Deno.remove(path);
 * ```
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  options: WriteOptions = {},
): Promise<void> {
  const header = safetensorsHeader(tensors, options);
  const file = await Deno.open(path, { write: true, create: true, truncate: true });
  try {
    await writeAll(file, header);
    for (const tensor of tensors) await writeTensor(file, tensor, basename(path));
  } catch (error) {
    file.close();
    await Deno.remove(path);
    throw error;
  }
  file.close();
}

/**
 * A whole safetensors file in memory.
 *
 * @throws {RangeError} as {@link writeSafetensors} does.
 */
export function safetensorsBytes(
  tensors: readonly (TensorToWrite & { readonly chunks: Iterable<Uint8Array> })[],
  options: WriteOptions = {},
): Uint8Array<ArrayBuffer> {
  const parts = [safetensorsHeader(tensors, options)];
  for (const tensor of tensors) {
    const chunks = [...tensor.chunks] as Uint8Array<ArrayBuffer>[];
    const found = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (found !== dataBytes(tensor)) throw wrongLength(tensor, { fileName: "memory", found });
    parts.push(...chunks);
  }
  return concatenated(parts);
}

/**
 * The first bytes of a safetensors file: the header's length as u64, then the header, padded with spaces to 8 bytes.
 *
 * @throws {RangeError} as {@link writeSafetensors} does.
 */
export function safetensorsHeader(
  tensors: readonly TensorToWrite[],
  options: WriteOptions = {},
): Uint8Array<ArrayBuffer> {
  // Built as text, entry by entry: an object would move names like "0" to the front and lose `__proto__`.
  const entries = options.metadata === undefined
    ? []
    : [`"__metadata__":${JSON.stringify(options.metadata)}`];
  const names = new Set(["__metadata__"]);
  let begin = 0;
  for (const tensor of tensors) {
    const { name, dtype, shape } = tensor;
    if (names.has(name) || !name.isWellFormed()) {
      const finding = names.has(name) ? "the name is taken" : "the name is not valid Unicode";
      throw new RangeError(`Cannot write tensor ${quote(name)}: ${finding}`);
    }
    names.add(name);
    const end = begin + dataBytes(tensor);
    entries.push(
      `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`,
    );
    begin = end;
  }
  const json = new TextEncoder().encode(`{${entries.join(",")}}`);
  const nHeaderBytes = Math.ceil(json.byteLength / 8) * 8;
  const bytes = new Uint8Array(8 + nHeaderBytes).fill(" ".charCodeAt(0));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(nHeaderBytes), true);
  bytes.set(json, 8);
  return bytes;
}

/** Size of a tensor's data in bytes. */
function dataBytes({ name, dtype, shape }: TensorToWrite): number {
  const bits = DTYPE_BITS.get(dtype);
  if (bits === undefined) {
    throw new RangeError(`Cannot write tensor ${quote(name)}: unknown dtype ${quote(dtype)}`);
  }
  const nBytes = shape.reduce((product, n) => product * n, bits) / 8;
  if (!shape.every((n) => Number.isInteger(n) && n >= 0) || !Number.isSafeInteger(nBytes)) {
    throw new RangeError(
      `Cannot write tensor ${quote(name)}: ${dtype} [${
        shape.join(", ")
      }] is no whole number of bytes`,
    );
  }
  return nBytes;
}

async function writeTensor(
  file: Deno.FsFile,
  tensor: TensorToWrite,
  fileName: string,
): Promise<void> {
  const expected = dataBytes(tensor);
  let written = 0;
  for await (const chunk of tensor.chunks) {
    written += chunk.byteLength;
    if (written > expected) break;
    await writeAll(file, chunk);
  }
  if (written !== expected) {
    throw wrongLength(tensor, { fileName, found: written > expected ? "more" : written });
  }
}

function wrongLength(
  tensor: TensorToWrite,
  { fileName, found }: { fileName: string; found: number | string },
): RangeError {
  return new RangeError(
    `Cannot write tensor ${quote(tensor.name)} to ${fileName}: expected ${
      dataBytes(tensor)
    } bytes, got ${found}`,
  );
}
