/**
 * Reads the values of a tensor of a `.pt` file: chosen rows of a matrix, or all of a small one.
 *
 * Shape letters: C hidden size, L layers; a matrix has R rows and K columns.
 *
 * @module
 */

import {
  bytesPerElement,
  decodeToFloat32,
  decodeToFloat64,
  type FloatDtype,
} from "../../math/dtypes.ts";
import type { StorageDtype, TensorRecord } from "./pickle_values.ts";
import type { TorchFile } from "./torch_file.ts";
import { type EntryRange, readEntryRanges } from "./zip_entry.ts";

/** What one read may hold at once: its rows, and all that they span where their elements are scattered. */
const MAX_HELD_BYTES = 256 * 2 ** 20;
/** Limits of a tensor read whole: 500 coordinates of 500 vectors are a quarter million elements. */
const MAX_WHOLE_ELEMENTS = 2 ** 24;
const MAX_WHOLE_ROWS = 2 ** 14;

/**
 * Chosen rows of a tensor `[R, K]` (say `[L, C]`), each widened to float32 `[K]`, in the order asked.
 *
 * The tensor's storage is passed over once, whatever the rows, since its CRC-32 covers all of it; only the rows are kept.
 *
 * @throws {RangeError} if the tensor is no matrix of floating-point numbers or lacks a row.
 * @throws {Error} if the file is damaged.
 */
export async function readTensorRows(
  file: TorchFile,
  { tensor, rows }: { tensor: TensorRecord; rows: readonly number[] },
): Promise<Float32Array[]> {
  const { dtype, parts } = await readRowBytes(file, { tensor: asMatrix(tensor), rows });
  return parts.map((bytes) => decodeToFloat32(bytes, dtype));
}

/** A vector as a matrix of one row. */
function asMatrix(tensor: TensorRecord): TensorRecord {
  const { shape, strides } = tensor;
  return shape.length === 1
    ? { ...tensor, shape: [1, ...shape], strides: [0, ...strides] }
    : tensor;
}

/**
 * All values of a vector or matrix in row-major order, as float64.
 *
 * @throws {RangeError} if the tensor is not of one or two dimensions, not of floating-point numbers, or too large.
 * @throws {Error} if the file is damaged.
 */
export async function readWholeTensor(
  file: TorchFile,
  tensor: TensorRecord,
): Promise<Float64Array> {
  const { shape } = tensor;
  const [R = 0, K = 0] = shape.length === 1 ? [1, ...shape] : shape;
  if (R > MAX_WHOLE_ROWS || R * K > MAX_WHOLE_ELEMENTS) {
    throw new RangeError(
      `Cannot read a tensor of ${file.label}: expected at most ${MAX_WHOLE_ROWS} rows and ${MAX_WHOLE_ELEMENTS} elements, ` +
        `found [${shape.join(", ")}]`,
    );
  }
  const matrix = asMatrix(tensor);
  const rows = Array.from({ length: R }, (_, row) => row);
  const { dtype, parts } = await readRowBytes(file, { tensor: matrix, rows });
  const values = new Float64Array(R * K);
  parts.forEach((bytes, row) => values.set(decodeToFloat64(bytes, dtype), row * K));
  return values;
}

/** The bytes of each row asked, its elements side by side. */
async function readRowBytes(
  file: TorchFile,
  { tensor, rows }: { tensor: TensorRecord; rows: readonly number[] },
): Promise<{ dtype: FloatDtype; parts: Uint8Array[] }> {
  const { storage, shape, strides, storageOffset } = tensor;
  const [R = 0, K = 0] = shape;
  const [rowStride = 0, columnStride = 0] = strides;
  const dtype = floatDtype(storage.dtype);
  if (shape.length !== 2 || dtype === undefined) {
    throw new RangeError(
      `Cannot read a tensor of ${file.label}: expected a matrix of BF16, F16, F32 or F64, ` +
        `found ${storage.dtype} [${shape.join(", ")}]`,
    );
  }
  const missing = rows.find((row) => !Number.isInteger(row) || row < 0 || row >= R);
  if (missing !== undefined) {
    throw new RangeError(
      `Cannot read row ${missing} of a tensor of ${file.label}: it has ${R} rows, counted from 0`,
    );
  }
  if (rows.length === 0) return { dtype, parts: [] };

  const { entry } = storage;
  const elementBytes = bytesPerElement(dtype);
  if (rows.length * K * elementBytes > MAX_HELD_BYTES) {
    throw new RangeError(
      `Cannot read ${rows.length} rows of ${K} elements of ${file.label}: expected at most ${MAX_HELD_BYTES} bytes at once`,
    );
  }
  const starts = rows.map((row) => storageOffset + row * rowStride); // in elements
  const parts = rows.map(() => new Uint8Array(K * elementBytes));
  if (columnStride === 1 || K <= 1) {
    const ranges = starts.map((start, i): EntryRange => ({
      startByte: start * elementBytes,
      into: parts[i] ?? new Uint8Array(0),
    }));
    await readEntryRanges(file.archive, { entry, ranges });
    return { dtype, parts };
  }
  // Columns lie apart, as in a transposed tensor: read the span of all rows asked, and gather.
  const first = Math.min(...starts);
  const last = Math.max(...starts) + (K - 1) * columnStride;
  const spanBytes = (last + 1 - first) * elementBytes;
  if (spanBytes > MAX_HELD_BYTES) {
    throw new RangeError(
      `Cannot read a tensor of ${file.label}: its rows span ${spanBytes} bytes, expected at most ${MAX_HELD_BYTES}; ` +
        "save it again with .contiguous()",
    );
  }
  const span = new Uint8Array(spanBytes);
  await readEntryRanges(file.archive, {
    entry,
    ranges: [{ startByte: first * elementBytes, into: span }],
  });
  starts.forEach((start, i) => {
    for (let column = 0; column < K; column++) {
      const from = (start - first + column * columnStride) * elementBytes;
      parts[i]?.set(span.subarray(from, from + elementBytes), column * elementBytes);
    }
  });
  return { dtype, parts };
}

/** The dtype of a storage that holds floating-point numbers; undefined for any other. */
export function floatDtype(dtype: StorageDtype): FloatDtype | undefined {
  switch (dtype) {
    case "BF16":
    case "F16":
    case "F32":
    case "F64":
      return dtype;
    default:
      return undefined;
  }
}
