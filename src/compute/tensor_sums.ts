/**
 * Sums over two tensors in float64, by the kernel of `kernels/host` in WebAssembly.
 *
 * @module
 */

import base64 from "../../kernels/host/tensor_sums.wasm.base64" with { type: "text" };
import { type HostKernel, openHostKernel, reserve } from "../math/host_kernel.ts";
import { addedSums, NO_SUMS, type SumOptions, type TensorSums } from "./cpu/tensor_sums.ts";
import { type StoredElements, wholeOrHalf } from "./stored_elements.ts";

/** Elements that meet at a time: those of both sides lie in the cache of a core while they do. */
const BLOCK = 2 ** 14;
/** Elements that the kernel takes at a time. */
const STEP = 4;
/** Numbers that it gives. */
const N_SUMS = 8;

/** Exports of the module; places in bytes, sizes in elements. */
interface Kernel extends HostKernel {
  tensorSums(
    ...args: [
      a: number,
      b: number,
      sums: number,
      n: number,
      isWideA: number,
      isWideB: number,
      isRounded: number,
    ]
  ): void;
}

let kernel: Kernel | null = null;

/**
 * The sums of two stretches of as many elements; the dtypes may differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { encodeBf16 } from "../math/dtypes.ts";
 * import { storedSums } from "./tensor_sums.ts";
 * const bytes = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
 * const sums = storedSums(
 *   { bytes: bytes(1, 2), dtype: "F32" },
 *   { bytes: encodeBf16(Float32Array.of(1, 4)), dtype: "BF16" },
 *   { isRounded: false },
 * );
 * assert.deepEqual([sums.base, sums.instruct, sums.delta, sums.nChanged], [5, 17, 4, 1]);
 * ```
 */
export function storedSums(
  base: StoredElements,
  instruct: StoredElements,
  { isRounded }: Pick<SumOptions, "isRounded">,
): TensorSums {
  kernel ??= openHostKernel<Kernel>(base64);
  const { memory } = kernel;
  const [a, b] = [wholeOrHalf(base), wholeOrHalf(instruct)];
  const sumsBytes = N_SUMS * Float64Array.BYTES_PER_ELEMENT;
  const [atA, atB] = [sumsBytes, sumsBytes + BLOCK * a.elementBytes];
  reserve(memory, atB + BLOCK * b.elementBytes);
  const into = new Uint8Array(memory.buffer);
  const sums = new Float64Array(memory.buffer, 0, N_SUMS);
  const n = a.bytes.byteLength / a.elementBytes;
  let all = NO_SUMS;
  for (let first = 0; first < n; first += BLOCK) {
    const nHere = Math.min(BLOCK, n - first);
    const nPadded = Math.ceil(nHere / STEP) * STEP;
    for (const [at, { bytes, elementBytes }] of [[atA, a], [atB, b]] as const) {
      const end = at + nHere * elementBytes;
      into.set(bytes.subarray(first * elementBytes, (first + nHere) * elementBytes), at);
      into.fill(0, end, at + nPadded * elementBytes);
    }
    kernel.tensorSums(atA, atB, 0, nPadded, Number(a.isWide), Number(b.isWide), Number(isRounded));
    const [squaresA, squaresB, delta, baseExcess, errorsA, errorsB, nChanged, largest] = sums;
    all = addedSums(all, {
      base: squaresA!,
      instruct: squaresB!,
      delta: delta!,
      baseExcess: baseExcess!,
      baseRounding: errorsA!,
      instructRounding: errorsB!,
      nChanged: nChanged!,
      largest: largest!,
    });
  }
  return all;
}
