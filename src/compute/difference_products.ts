/**
 * Products with the difference of two weights, by the kernel of `kernels/host` in WebAssembly: what its singular values are made of.
 *
 * Shape letters: K columns.
 *
 * @module
 */

import base64 from "../../kernels/host/difference_products.wasm.base64" with { type: "text" };
import { type HostKernel, openHostKernel, reserve } from "../math/host_kernel.ts";
import type { SumOptions } from "./cpu/tensor_sums.ts";
import { type StoredElements, wholeOrHalf } from "./stored_elements.ts";

/** Vectors that the kernel takes at a time. */
export const N_VECTORS = 8;
/** Rows that it takes at a time. */
const ROWS = 16;
/** Columns are filled up to a multiple of these. */
const STEP = 4;
/** What the kernel wants beside the rows of the difference: sums of 512 columns and products of sixteen rows, float32. */
const SUMS_BYTES = (512 + ROWS) * N_VECTORS * 4;

/** Exports of the module; places in bytes, sizes in elements. */
interface Kernel extends HostKernel {
  differenceProducts(
    ...args: [
      a: number,
      b: number,
      x: number,
      images: number,
      scratch: number,
      nColumns: number,
      isWideA: number,
      isWideB: number,
      isRounded: number,
    ]
  ): void;
}

/** Products that rows are added to. */
export interface DifferenceProducts {
  /** Adds some whole rows of both; the dtypes may differ. */
  add(base: StoredElements, instruct: StoredElements): void;
  /** What all rows so far give, a vector f64 `[K]` for each that was given. */
  sums(): Float64Array[];
}

let kernel: Kernel | null = null;

/**
 * D^T (D x) for D = W_instruct - W_base and up to eight vectors x, rounded to float32: rows are added as they are read. All share one
 * memory, so that those before are over once new ones begin.
 *
 * @param vectors f64 `[K]` each
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { differenceProducts } from "./difference_products.ts";
 * const stored = (...values: number[]) =>
 *   ({ bytes: new Uint8Array(Float32Array.from(values).buffer), dtype: "F32" }) as const;
 * const products = differenceProducts([Float64Array.of(1, 1)], { isRounded: false });
 * products.add(stored(1, 1, 1, 1), stored(2, 1, 1, 3)); // D = [[1, 0], [0, 2]]
 * assert.deepEqual(products.sums(), [Float64Array.of(1, 4)]);
 * ```
 */
export function differenceProducts(
  vectors: readonly Float64Array[],
  { isRounded }: Pick<SumOptions, "isRounded">,
): DifferenceProducts {
  const { memory, differenceProducts } = kernel ??= openHostKernel<Kernel>(base64);
  const K = vectors[0]!.length;
  const nColumns = Math.ceil(K / STEP) * STEP;
  const rowsBytes = ROWS * nColumns * Float32Array.BYTES_PER_ELEMENT;
  const xBytes = nColumns * N_VECTORS * Float32Array.BYTES_PER_ELEMENT;
  const images = 0;
  const x = images + 2 * xBytes;
  const [a, b, scratch] = [x + xBytes, x + xBytes + rowsBytes, x + xBytes + 2 * rowsBytes];
  reserve(memory, scratch + rowsBytes + SUMS_BYTES);
  const bytes = new Uint8Array(memory.buffer);
  const sums = new Float64Array(memory.buffer, images, nColumns * N_VECTORS).fill(0);
  const given = new Float32Array(memory.buffer, x, nColumns * N_VECTORS).fill(0);
  vectors.forEach((vector, ix) => {
    for (let k = 0; k < K; k++) given[k * N_VECTORS + ix] = vector[k]!;
  });
  return {
    add(base, instruct) {
      const sides = [[wholeOrHalf(base), a], [wholeOrHalf(instruct), b]] as const;
      const [{ isWide: isWideA }, { isWide: isWideB }] = [sides[0][0], sides[1][0]];
      const nRows = sides[0][0].bytes.byteLength / (sides[0][0].elementBytes * K);
      for (let first = 0; first < nRows; first += ROWS) {
        const nHere = Math.min(ROWS, nRows - first);
        for (const [{ bytes: stored, elementBytes }, at] of sides) {
          if (nHere < ROWS || nColumns > K) bytes.fill(0, at, at + ROWS * nColumns * elementBytes);
          const rowBytes = K * elementBytes;
          // In one piece where nothing is filled up between rows.
          const nAtOnce = nColumns === K ? nHere : 1;
          for (let row = 0; row < nHere; row += nAtOnce) {
            const from = (first + row) * rowBytes;
            bytes.set(
              stored.subarray(from, from + nAtOnce * rowBytes),
              at + row * nColumns * elementBytes,
            );
          }
        }
        differenceProducts(
          ...[a, b, x, images, scratch, nColumns] as const,
          ...[Number(isWideA), Number(isWideB), Number(isRounded)] as const,
        );
      }
    },
    sums: () =>
      vectors.map((_, ix) => Float64Array.from({ length: K }, (_, k) => sums[k * N_VECTORS + ix]!)),
  };
}
