/**
 * Matrices in numpy's `.npy` files, versions 1 to 3: the header is read and checked, rows are read when asked for.
 *
 * Source: numpy/lib/format.py.
 *
 * Shape letters: a matrix has R rows and K columns.
 *
 * @module
 */

import { messageOf } from "../../text/error_message.ts";
import { dictAdvice } from "../folder/advice.ts";
import type { ByteSource } from "../folder/bytes.ts";
import { describeFormat, VECTOR_FORMATS, ZIP_FORMAT } from "../folder/file_formats.ts";
import { bytesPerElement, type FloatDtype } from "../../math/dtypes.ts";
import { decodeUtf8 } from "../folder/strict_json.ts";
import { readByRows } from "../../math/column_order.ts";
import { type NpyHeader, parseNpyHeader, RECORDS } from "./npy_header.ts";
import { quote, shownName, shownShape } from "../../text/quote.ts";

/** A matrix of a file whose rows lie side by side. */
export interface StoredMatrix {
  readonly shape: readonly [number, number]; // [R, K]
  readonly dtype: FloatDtype;
  /** Fills `into` from `offsetBytes` after the first element; several reads may be under way at once. */
  read(offsetBytes: number, into: Uint8Array): Promise<void>;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
/** Magic, two bytes of version, and the length of the header in 2 or 4 bytes. */
const VERSION_BYTES = MAGIC.length + 2;
/** numpy itself refuses a header of more characters than 10,000. */
const MAX_HEADER_BYTES = 10_000;

const DTYPES: ReadonlyMap<string, FloatDtype> = new Map([
  ["<f2", "F16"],
  ["<f4", "F32"],
  ["<f8", "F64"],
]);

/** What is turned from columns to rows is held whole: 256 MiB. */
const MAX_TURNED_BYTES = 256 * 2 ** 20;

/** How numbers become some that are read. */
const floatAdvice = (expression: string) => `save it as numpy.float32: ${expression}`;

/** An array of any number of dimensions, its elements in the order of rows. */
export interface StoredArray extends Pick<StoredMatrix, "dtype" | "read"> {
  readonly shape: readonly number[];
}

/**
 * Opens the matrix of a `.npy` file, which owns its source no longer than the caller keeps that open.
 *
 * @throws {Error} in one line if the file is none, is cut short, or holds anything but rows of float16, float32 or float64.
 */
export async function openNpy(source: ByteSource): Promise<StoredMatrix> {
  const { shape, ...array } = await openNpyArray(source, { isKept: true });
  const [R, K] = shape;
  if (R === undefined || K === undefined || shape.length !== 2) {
    const advice = shape.length > 2
      ? "; save its rows: array.reshape(-1, array.shape[-1])"
      : shape.length === 1
      ? "; save it as a row: array[None]"
      : "";
    throw refused(source, `expected a matrix [N, C], found shape ${shownShape(shape)}${advice}`);
  }
  return { ...array, shape: [R, K] };
}

/**
 * Opens the array of a `.npy` file, of any shape and in either order. One in the order of columns is read whole for every read,
 * unless it `isKept` in memory from the first on.
 *
 * @throws {Error} in one line if the file is none, is cut short, or holds anything but float16, float32 or float64.
 */
export async function openNpyArray(
  source: ByteSource,
  { isKept = false }: { isKept?: boolean } = {},
): Promise<StoredArray> {
  const { header, dataByte } = await readHeader(source);
  const { descr, isFortran, shape } = header;
  const dtype = DTYPES.get(descr);
  if (dtype === undefined) {
    throw refused(
      source,
      descr === RECORDS
        ? "expected an array of numbers, found records (a dtype with fields), as of a table; " +
          floatAdvice("array[FIELD].astype(numpy.float32)")
        : descr.includes("O")
        ? `found Python objects (dtype object), which are never read; ${
          // numpy.save makes that of a dict.
          shape.length === 0
            ? `save a dict of arrays with ${dictAdvice()}`
            : floatAdvice("numpy.stack(array).astype(numpy.float32)")}`
        : descr === "|V2"
        ? `expected dtype <f2, <f4 or <f8, found "|V2", likely bfloat16, which numpy has no name for; ${
          floatAdvice("(array.view(numpy.uint16).astype(numpy.uint32) << 16).view(numpy.float32)")
        }`
        : `expected dtype <f2, <f4 or <f8, found ${quote(descr)}; ${
          floatAdvice("array.astype(numpy.float32)")
        }`,
    );
  }
  const nElements = shape.reduce((product, n) => product * n, 1);
  if (!Number.isSafeInteger(shape.reduce((product, n) => product * Math.max(1, n), 8))) {
    throw refused(source, `expected an array of less than 2^53 bytes, found ${shownShape(shape)}`);
  }
  const expected = dataByte + nElements * bytesPerElement(dtype);
  if (source.sizeBytes !== expected) {
    throw refused(
      source,
      `expected ${expected} bytes for ${descr} ${shownShape(shape)}, found ${source.sizeBytes}`,
    );
  }
  const read: StoredArray["read"] = (offsetBytes, into) =>
    source.read(dataByte + offsetBytes, into);
  // A single row or column is the same in both orders.
  if (!isFortran || shape.filter((n) => n > 1).length < 2) return { shape, dtype, read };
  const width = bytesPerElement(dtype);
  const nBytes = nElements * width;
  if (nBytes > MAX_TURNED_BYTES) {
    throw refused(
      source,
      `expected rows side by side, or at most ${MAX_TURNED_BYTES} bytes to turn around, found ${nBytes} in Fortran order; ` +
        "save numpy.ascontiguousarray(...) of it",
    );
  }
  let kept: Promise<Uint8Array> | undefined;
  const readWhole = async () => {
    const bytes = new Uint8Array(nBytes);
    await read(0, bytes);
    return bytes;
  };
  const whole = () => isKept ? kept ??= readWhole() : readWhole();
  return { shape, dtype, read: readByRows(whole, { shape, width }) };
}

/**
 * The dtype and shape that a `.npy` file says it holds, whatever they are.
 *
 * @throws {Error} in one line if it has no header.
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  return (await readHeader(source)).header;
}

/** Whether a dtype is one of floating-point numbers, in whatever byte order or width. */
export function isFloatDescr(descr: string): boolean {
  return /^[<>|=]?f\d+$|^\|V2$/.test(descr);
}

/** The header, and the byte at which the elements begin. */
async function readHeader(source: ByteSource): Promise<{ header: NpyHeader; dataByte: number }> {
  const start = new Uint8Array(Math.min(source.sizeBytes, VERSION_BYTES));
  await source.read(0, start);
  if (!MAGIC.every((byte, i) => start[i] === byte)) {
    const found = await describeFormat(source, [...VECTOR_FORMATS, ZIP_FORMAT]);
    throw refused(
      source,
      `expected a file that starts as .npy files do${found === null ? "" : `, found ${found}`}`,
    );
  }
  const [version = 0, minor = 0] = start.subarray(MAGIC.length);
  if (version < 1 || version > 3 || minor !== 0) {
    throw refused(source, `expected version 1.0, 2.0 or 3.0, found ${version}.${minor}`);
  }
  const nLengthBytes = version === 1 ? 2 : 4;
  const prefix = new DataView((await readStart(source, VERSION_BYTES, nLengthBytes)).buffer);
  const nBytes = version === 1 ? prefix.getUint16(0, true) : prefix.getUint32(0, true);
  if (nBytes > MAX_HEADER_BYTES) {
    throw refused(
      source,
      `expected a header of at most ${MAX_HEADER_BYTES} bytes, found ${nBytes}`,
    );
  }
  const headerByte = VERSION_BYTES + nLengthBytes;
  const bytes = await readStart(source, headerByte, nBytes);
  try {
    const text = version === 3 ? decodeUtf8(bytes) : new TextDecoder("latin1").decode(bytes);
    const header = parseNpyHeader(text, { mayBeLong: version < 3 });
    return { header, dataByte: headerByte + nBytes };
  } catch (cause) {
    if (cause instanceof TypeError) throw refused(source, "its header is not UTF-8", cause);
    throw refused(source, messageOf(cause), cause);
  }
}

async function readStart(source: ByteSource, offsetBytes: number, nBytes: number) {
  if (offsetBytes + nBytes > source.sizeBytes) {
    throw refused(source, `the file ends inside the header, after ${source.sizeBytes} bytes`);
  }
  const bytes = new Uint8Array(nBytes);
  await source.read(offsetBytes, bytes);
  return bytes;
}

function refused(source: ByteSource, finding: string, cause?: unknown): Error {
  return new Error(`Cannot read ${shownName(source.name)}: ${finding}`, { cause });
}
