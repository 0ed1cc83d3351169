/**
 * The two builds of `kernels/cpu`, and which of them this machine takes.
 *
 * @module
 */

import plainText from "../../../kernels/cpu/plain.wasm.base64" with { type: "text" };
import relaxedText from "../../../kernels/cpu/relaxed.wasm.base64" with { type: "text" };
import type { Memory } from "./memory.ts";

/** A build, and how it multiplies. */
export interface Build {
  readonly module: WebAssembly.Module;
  readonly name: "relaxed SIMD" | "SIMD";
}

/** Exports of the module; sizes in elements, places in bytes, of matrices as `kernels/cpu/shapes.ts` has them. */
export interface Kernels {
  readonly SCRATCH_BYTES: WebAssembly.Global<"i32">;
  /** Bytes that a thread needs for itself where it compares weights of so many columns at most. */
  compareScratchBytes(nColumns: number): number;
  clear(from: number, nBytes: number): void;
  putRow(from: number, matrix: number, row: number, nColumns: number): void;
  takeRows(
    ...args: [matrix: number, first: number, count: number, nColumns: number, to: number]
  ): void;
  copyRows(
    ...args: [
      matrix: number,
      first: number,
      count: number,
      other: number,
      otherFirst: number,
      nColumns: number,
    ]
  ): void;
  oppositeRows(matrix: number, nRows: number, other: number, nColumns: number): void;
  putSums(sums: number, nRows: number, matrix: number, nColumns: number): void;
  norm(
    ...args: [
      x: number,
      weight: number,
      n: number,
      nVectors: number,
      nColumns: number,
      eps: number,
      normOffset: number,
      isCentred: number,
      isOutputRounded: number,
    ]
  ): void;
  addBias(
    ...args: [
      x: number,
      bias: number,
      sum: number,
      nVectors: number,
      nColumns: number,
      isOutputRounded: number,
    ]
  ): void;
  gatedActivation(
    ...args: [gate: number, up: number, h: number, count: number, activation: number]
  ): void;
  compareRows(
    ...args: [a: number, b: number, numbers: number, nRows: number, nColumns: number]
  ): void;
}

/**
 * The build for relaxed SIMD, of whose instructions one multiplies and adds, where there is such, else the other.
 *
 * @param options.isRelaxed False takes the other all the same, for tests.
 */
export function chooseBuild({ isRelaxed = true }: { isRelaxed?: boolean } = {}): Build {
  const relaxed = Uint8Array.fromBase64(relaxedText);
  return isRelaxed && WebAssembly.validate(relaxed)
    ? { module: new WebAssembly.Module(relaxed), name: "relaxed SIMD" }
    : { module: new WebAssembly.Module(Uint8Array.fromBase64(plainText)), name: "SIMD" };
}

/** What computes by a build, as results name it. */
export function describeBuild({ name }: Pick<Build, "name">): { kind: "cpu"; name: string } {
  return { kind: "cpu", name: `WebAssembly (${name})` };
}

/** The kernels, for the thread that asks. */
export function openKernels({ module }: Build, memory: Memory): Kernels {
  const instance = new WebAssembly.Instance(module, {
    env: { memory: memory.wasm },
  });
  return instance.exports as unknown as Kernels;
}
