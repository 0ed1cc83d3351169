/**
 * Products of many vectors with many, by the kernel `kernels/host/products.ts` in WebAssembly.
 *
 * Vectors are copied into its memory by slices of their coordinates, and of each slice every tile of four rows and four columns adds the
 * products to its sums. These stay there, so that each adds in the order of the coordinates, whatever the slices.
 *
 * Source: blocking as in Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008.
 *
 * Shape letters: C hidden size, R rows, S columns.
 *
 * @module
 */

import base64 from "../../kernels/host/products.wasm.base64" with { type: "text" };
import { type HostKernel, openHostKernel, reserve } from "./host_kernel.ts";

/** Exports of the module; places in bytes, sizes in elements. */
interface Kernel extends HostKernel {
  /** Coordinates of a slice. */
  readonly SLICE: { readonly value: number };
  multiplyTile(
    ...args: [
      rows: number,
      columns: number,
      nCoordinates: number,
      sums: number,
      strideBytes: number,
    ]
  ): void;
}

/** Rows and columns of a tile. */
const TILE = 4;
/** Rows and columns that are multiplied at a time at most: 8 MB of sums, and on either side 4 MB of a slice. */
const BLOCK = 1024;
const FLOAT_BYTES = Float64Array.BYTES_PER_ELEMENT;

/** One for all, made when first it is asked for: it holds no more than the largest block did. */
let kernel: Kernel | null = null;

/**
 * Every row with every column, to the bit what `plainProducts` gives. Where both are one list, what lies beyond the diagonal is not
 * computed again.
 *
 * @param rows f64 [C] each, R of them: none shorter, since beyond its end lies what another left there.
 * @param columns f64 [C] each, S of them
 * @returns f64 [S] each, R of them
 * @throws {RangeError} if there is no memory for them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { kernelProducts } from "./kernel_products.ts";
 * const products = kernelProducts([Float64Array.of(1, 2)], [Float64Array.of(3, 4), Float64Array.of(5, 6)]);
 * assert.deepEqual(products.map((row) => [...row]), [[11, 17]]);
 * ```
 */
export function kernelProducts(
  rows: readonly Float64Array[],
  columns: readonly Float64Array[],
): Float64Array[] {
  const isGram = rows === columns;
  const products = rows.map(() => new Float64Array(columns.length));
  for (let row = 0; row < rows.length; row += BLOCK) {
    const ofRows = rows.slice(row, row + BLOCK), into = products.slice(row, row + BLOCK);
    const end = isGram ? row + 1 : columns.length;
    for (let column = 0; column < end; column += BLOCK) {
      const ofColumns = isGram && column === row ? ofRows : columns.slice(column, column + BLOCK);
      multiplyBlock(into, { rows: ofRows, columns: ofColumns, column });
    }
  }
  if (isGram) mirror(products);
  return products;
}

/** At most BLOCK rows and columns, the first of which has the place `column` in the products; of one list no more than one side. */
function multiplyBlock(
  products: readonly Float64Array[],
  { rows, columns, column }: {
    rows: readonly Float64Array[];
    columns: readonly Float64Array[];
    column: number;
  },
): void {
  kernel ??= openHostKernel<Kernel>(base64);
  const { memory, multiplyTile, SLICE: { value: slice } } = kernel;
  const isGram = rows === columns;
  const C = rows[0]!.length, R = wholeTiles(rows.length), S = wholeTiles(columns.length);
  // Sums [R, S], then rows [R, slice], then columns [S, slice].
  const atRows = R * S, atColumns = isGram ? atRows : atRows + R * slice;
  reserve(memory, (atColumns + S * slice) * FLOAT_BYTES);
  const held = new Float64Array(memory.buffer);
  held.fill(0, 0, R * S);
  for (let from = 0; from < C; from += slice) {
    const part = { from, length: Math.min(slice, C - from), slice };
    copySlices(rows, part, held.subarray(atRows));
    if (!isGram) copySlices(columns, part, held.subarray(atColumns));
    const nCoordinates = part.length + part.length % 2;
    for (let r = 0; r < R; r += TILE) {
      const end = isGram ? r + TILE : S;
      for (let s = 0; s < end; s += TILE) {
        multiplyTile(
          (atRows + r * slice) * FLOAT_BYTES,
          (atColumns + s * slice) * FLOAT_BYTES,
          nCoordinates,
          (r * S + s) * FLOAT_BYTES,
          S * FLOAT_BYTES,
        );
      }
    }
  }
  for (const [r, row] of products.entries()) {
    row.set(held.subarray(r * S, r * S + columns.length), column);
  }
}

/** What fills up the last tile is whatever lay there: nobody reads its sums. */
function wholeTiles(n: number): number {
  return Math.ceil(n / TILE) * TILE;
}

/** @param to f64 `[vectors, slice]` */
function copySlices(
  vectors: readonly Float64Array[],
  { from, length, slice }: { from: number; length: number; slice: number },
  to: Float64Array,
): void {
  let at = 0;
  for (const vector of vectors) {
    to.set(vector.subarray(from, from + length), at);
    // The kernel takes two coordinates at a time: beside the last of an odd number it meets 0, which changes no sum.
    if (length % 2 === 1) to[at + length] = 0;
    at += slice;
  }
}

/** @param gram f64 `[R, R]`, of which what lies beyond the diagonal becomes what lies before it. */
function mirror(gram: readonly Float64Array[]): void {
  for (const [i, row] of gram.entries()) {
    for (let j = 0; j < i; j++) gram[j]![i] = row[j]!;
  }
}
