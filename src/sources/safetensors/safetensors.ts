/**
 * A safetensors file opened by range: the header is read and checked, tensors are read when asked for.
 *
 * @module
 */

import type { ByteSource } from "../folder/bytes.ts";
import { lyingAt } from "../folder/file_place.ts";
import { decodeToFloat32, type FloatDtype } from "../../math/dtypes.ts";
import { describeFormat, type FileFormat } from "../folder/file_formats.ts";
import { quote, shownName } from "../../text/quote.ts";
import {
  headerLength,
  parseHeader,
  PREFIX_BYTES,
  SafetensorsError,
  type SafetensorsHeader,
  type TensorEntry,
} from "./safetensors_header.ts";

/** One tensor of a file, of any dtype, read by range. */
export interface StoredTensor {
  readonly name: string;
  /** Base name of the file that holds it. */
  readonly fileName: string;
  readonly shape: readonly number[];
  /** As the header spells it, for instance `F32`. */
  readonly dtype: string;
  readonly sizeBytes: number;
  /**
   * Fills `into` from `offsetBytes` after the tensor's first byte; several reads may be under way at once.
   *
   * @throws {RangeError} if the range passes the end of the tensor.
   */
  read(offsetBytes: number, into: Uint8Array): Promise<void>;
  /** Bytes of it that would have to come over a network; 0 where all are at hand. */
  missingBytes(): number;
  /** Some of its rows as a tensor, named as Python slices it: `name[first:end]`. @throws {RangeError} if it has fewer, or none. */
  rows(first: number, end: number): StoredTensor;
}

/** An opened file; it owns its source. */
export interface SafetensorsFile {
  /** That of the source. */
  readonly identity: string;
  /** The bytes of the whole file; closed with it. */
  readonly bytes: Pick<
    ByteSource,
    "name" | "identity" | "sizeBytes" | "read" | "missingBytes" | "namedHash"
  >;
  /** `__metadata__` of the header; empty where there is none. */
  readonly metadata: ReadonlyMap<string, string>;
  /** By name, in the order of their data. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** @throws {SafetensorsError} by the rule TensorNotFound. */
  tensor(name: string): StoredTensor;
  close(): void;
}

/**
 * Opens a safetensors file, reading the prefix and the header and nothing else. `where` names the file in messages.
 *
 * @throws {SafetensorsError} naming the rule that the file breaks.
 * @throws {Error} if it is a placeholder, such as a Git LFS pointer. The source is closed then.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openFileBytes } from "../folder/file_bytes.ts";
 * import { openSafetensors } from "./safetensors.ts";
 * import { writeSafetensors } from "./safetensors_writer.ts";
 * const path = await Deno.makeTempFile();
 * const chunks = [new Uint8Array([0x80, 0x3f])];
 * await writeSafetensors(path, [{ name: "one", dtype: "BF16", shape: [1], chunks }]);
 * const file = await openSafetensors(await openFileBytes(path));
 * assert(file.tensor("one").sizeBytes === 2);
 * file.close();
 * await Deno.remove(path);
 * ```
 */
export async function openSafetensors(
  source: ByteSource,
  where: string = shownName(source.name),
): Promise<SafetensorsFile> {
  try {
    const { metadata, tensors: entries } = await readHeader(source, where);
    const tensors = new Map<string, StoredTensor>();
    for (const [name, entry] of entries) tensors.set(name, storedTensor(entry, source));
    return {
      identity: source.identity,
      bytes: source,
      metadata,
      tensors,
      tensor(name) {
        const found = tensors.get(name);
        if (found !== undefined) return found;
        throw new SafetensorsError(where, "TensorNotFound", `no tensor ${quote(name)}`);
      },
      close: () => source.close(),
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

const SAVE_ADVICE =
  "save what it holds as safetensors (save_pretrained of transformers, or safetensors.torch.save_file)";

/** Files of other forms that were given the name of one. */
const OTHER_FORMATS: readonly FileFormat[] = [
  ["PK\x03\x04", 0, `a zip archive, as torch.save writes; ${SAVE_ADVICE}`],
  ["\x80\x02", 0, `a pickle, as torch.save wrote; ${SAVE_ADVICE}`],
];

async function readHeader(source: ByteSource, where: string): Promise<SafetensorsHeader> {
  const context = { where, fileSizeBytes: source.sizeBytes };
  const lengthOf = async (prefix: Uint8Array) => {
    try {
      return headerLength(prefix, context);
    } catch (cause) {
      const found = source.sizeBytes === 0 ? null : await describeFormat(source, OTHER_FORMATS);
      if (found === null) throw cause;
      throw new Error(`Cannot read ${where}: expected the weights, found ${found}`, { cause });
    }
  };
  const prefix = new Uint8Array(Math.min(PREFIX_BYTES, source.sizeBytes));
  await source.read(0, prefix);
  const header = new Uint8Array(await lengthOf(prefix));
  await source.read(PREFIX_BYTES, header);
  return parseHeader(header, context);
}

/**
 * All values of a tensor as float32; for small tensors, since it is held whole.
 *
 * @throws {TypeError} if its dtype is not BF16, F16, F32 or F64.
 */
export async function readTensorValues(
  tensor: Pick<StoredTensor, "name" | "fileName" | "dtype" | "sizeBytes" | "read">,
): Promise<Float32Array<ArrayBuffer>> {
  const { dtype } = tensor;
  if (!isFloatDtype(dtype)) {
    throw new TypeError(
      `Cannot decode tensor ${quote(tensor.name)} in ${
        shownName(tensor.fileName)
      }: expected BF16, F16, F32 or F64, found ${dtype}`,
    );
  }
  const bytes = new Uint8Array(tensor.sizeBytes);
  await tensor.read(0, bytes);
  return decodeToFloat32(bytes, dtype);
}

/** Whether a dtype of a header is one that is decoded. */
export function isFloatDtype(dtype: string): dtype is FloatDtype {
  return dtype === "BF16" || dtype === "F16" || dtype === "F32" || dtype === "F64";
}

function storedTensor(entry: TensorEntry, source: ByteSource): StoredTensor {
  const { name, shape, dtype, sizeBytes } = entry;
  const { plainFile } = source;
  // Checked here because a range past the tensor would read its neighbour without an error.
  const read = async (offsetBytes: number, into: Uint8Array) => {
    const endByte = offsetBytes + into.byteLength; // exclusive
    if (!(offsetBytes >= 0) || endByte > sizeBytes) {
      throw new RangeError(
        `Cannot read bytes ${offsetBytes} to ${endByte} of tensor ${quote(name)} in ${
          shownName(source.name)
        }: it has ${sizeBytes} bytes`,
      );
    }
    await source.read(entry.offsetBytes + offsetBytes, into);
  };
  return {
    name,
    fileName: source.name,
    shape,
    dtype,
    sizeBytes,
    ...source.contentHash !== undefined && { fileHash: source.contentHash },
    missingBytes: () => source.missingBytes?.(entry.offsetBytes, sizeBytes) ?? 0,
    rows(first, end) {
      const [nRows = 0, ...others] = shape;
      if (!(0 <= first && first < end && end <= nRows)) {
        throw new RangeError(
          `Cannot take rows ${first} to ${end} of ${quote(name)}: it has ${nRows}`,
        );
      }
      const rowBytes = sizeBytes / nRows;
      return storedTensor({
        name: `${name}[${first}:${end}]`,
        shape: [end - first, ...others],
        dtype,
        offsetBytes: entry.offsetBytes + first * rowBytes,
        sizeBytes: (end - first) * rowBytes,
      }, source);
    },
    read: plainFile === undefined
      ? read
      : lyingAt(read, { file: plainFile, offsetBytes: entry.offsetBytes }),
  };
}
