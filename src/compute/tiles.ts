/**
 * How one weight matrix is cut into tiles of whole rows, so that memory does not grow with the matrix.
 *
 * Shape letters: R rows (outputs) and K columns (inputs) of a linear map; Kp is K as padded for the device.
 *
 * @module
 */

import { bytesPerElement } from "../math/dtypes.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";

/** Kernels read eight consecutive elements at a time. */
export const OCTET = 8;

/** Rows of matrices on the device are padded with zeros to a multiple of this: kernels take up to two octets at a time. */
export const COLUMN_MULTIPLE = 2 * OCTET;

/** The largest tile in bytes: reads of this size run at full speed, and a few of them in flight stay small. */
export const MAX_TILE_BYTES = 16 * 2 ** 20;

/** What the device asks of tiles. */
export interface TileLayout {
  /** Columns are padded with zeros to a multiple of this: 16 for kernels, 1 for plain loops. */
  readonly columnMultiple: number;
  /** In bytes as laid out, padding included. */
  readonly maxTileBytes: number;
  readonly maxTileRows: number;
  /** Tiles have a whole multiple of this many rows where they have room for it: those that a workgroup takes. */
  readonly rowMultiple?: number;
}

/** Tiles for kernels on a device whose limits do not bind. */
export const KERNEL_TILE_LAYOUT: TileLayout = {
  columnMultiple: COLUMN_MULTIPLE,
  maxTileBytes: MAX_TILE_BYTES,
  maxTileRows: Infinity,
};

/** The tiles of one matrix `[R, K]`: all have `rowsPerTile` rows but the last, which may have fewer. */
export interface TilePlan {
  readonly nRows: number; // R
  readonly nColumns: number; // K
  readonly paddedColumns: number; // Kp
  /** Bytes of one row in the file. */
  readonly rowBytes: number;
  /** Bytes of one row as laid out for the device: Kp elements. */
  readonly paddedRowBytes: number;
  readonly rowsPerTile: number;
  readonly nTiles: number;
  /** Bytes of a full tile as laid out for the device. */
  readonly tileBytes: number;
}

/** n rounded up to a multiple. */
export function roundUp(n: number, multiple: number): number {
  return Math.ceil(n / multiple) * multiple;
}

/**
 * Plans the tiles of one matrix `[R, K]`.
 *
 * @throws {RangeError} if the tensor is not a matrix with at least one element, or one row exceeds a tile.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planTiles } from "./tiles.ts";
 * const gate = { name: "gate", shape: [36864, 4608], dtype: "BF16" } as const;
 * const { rowsPerTile, nTiles } = planTiles(gate);
 * assert(rowsPerTile === 1820 && nTiles === 21);
 * ```
 */
export function planTiles(
  tensor: Pick<WeightTensor, "name" | "shape" | "dtype">,
  { columnMultiple, maxTileBytes, maxTileRows, rowMultiple = 1 }: TileLayout = KERNEL_TILE_LAYOUT,
): TilePlan {
  const [nRows, nColumns] = tensor.shape;
  if (tensor.shape.length !== 2 || !nRows || !nColumns) {
    throw new RangeError(
      `Cannot tile "${tensor.name}": expected a matrix, got shape [${tensor.shape.join(", ")}]`,
    );
  }
  const elementBytes = bytesPerElement(tensor.dtype);
  const paddedColumns = roundUp(nColumns, columnMultiple);
  const paddedRowBytes = paddedColumns * elementBytes;
  if (paddedRowBytes > maxTileBytes) {
    throw new RangeError(
      `Cannot tile "${tensor.name}": expected rows of at most ${maxTileBytes} bytes, got ${paddedRowBytes}`,
    );
  }
  const nFitting = Math.min(Math.floor(maxTileBytes / paddedRowBytes), maxTileRows);
  const nWhole = nFitting - nFitting % rowMultiple;
  const rowsPerTile = Math.min(nRows, nWhole || nFitting);
  return {
    nRows,
    nColumns,
    paddedColumns,
    rowBytes: nColumns * elementBytes,
    paddedRowBytes,
    rowsPerTile,
    nTiles: Math.ceil(nRows / rowsPerTile),
    tileBytes: rowsPerTile * paddedRowBytes,
  };
}

/** The rows of one tile, counted from 0. */
export function tileRows(
  { nRows, rowsPerTile }: Pick<TilePlan, "nRows" | "rowsPerTile">,
  tileIx: number,
): { firstRow: number; nRows: number } {
  const firstRow = tileIx * rowsPerTile;
  return { firstRow, nRows: Math.min(rowsPerTile, nRows - firstRow) };
}
