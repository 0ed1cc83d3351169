/**
 * The operations of one layer's MLP on a device. The GPU engine and the CPU engine implement the same interface, so that
 * the order of work (`layer_pass.ts`) is written once and each operation can be compared with its twin.
 *
 * Shape letters: C hidden size, F intermediate size, V input vectors; a linear map has R rows (outputs) and K columns.
 *
 * @module
 */

import type { Activation, WeightTensor } from "../sources/checkpoint/weights.ts";

/** How weights are rounded as they are read: `bf16` rounds F32 and F16 to nearest even, `stored` keeps them. */
export type WeightRounding = "bf16" | "stored";

/** A float32 matrix that lives on the engine's device until it is released. */
export interface DeviceMatrix {
  /** V, or 2 V where rows are paired. */
  readonly nRows: number;
  /** C or F. */
  readonly nColumns: number;
  /** Frees the device memory. Using the matrix afterwards is an error. */
  release(): void;
}

/** One of the inputs that a weight is applied to in one pass over its bytes, and how the weight is rounded for it. */
export interface WeightUse {
  readonly x: DeviceMatrix;
  readonly rounding: WeightRounding;
}

/** One of the inputs of a norm, or of what adds a bias. */
export interface NormUse extends WeightUse {
  /** Round each output to bfloat16, as the reference notebook does with its pre-norm output. */
  readonly isOutputRounded: boolean;
}

/** Some rows of a matrix, from `first` on. */
export interface RowRange {
  readonly matrix: DeviceMatrix;
  readonly first: number;
  readonly nRows: number;
}

/** What {@link Engine.norm} needs beside its inputs and its weight. */
export interface NormOptions {
  readonly eps: number;
  /** Added to the stored weight: w~ = normOffset + w. */
  readonly normOffset: 0 | 1;
  /** Whether the mean of each row is taken off first, as LayerNorm does. */
  readonly isCentred: boolean;
}

/** What an engine is made for. */
export interface EngineOptions {
  /** How weights are rounded as they are read. */
  readonly weights: WeightRounding;
  /** Called with the number of weight bytes just read, for progress. */
  readonly onWeightBytes?: (nBytes: number) => void;
  /** Called after a driver built a kernel, with the milliseconds that it took: nothing else goes on meanwhile. */
  readonly onKernelBuilt?: (kernel: { readonly name: string; readonly ms: number }) => void;
}

/** What the device is, for the report. */
export interface DeviceDescription {
  readonly kind: "gpu" | "cpu";
  /** Adapter's own description, or that of what computes on the CPU: the same wherever the same numbers come of it. */
  readonly name: string;
  /** True for a software adapter such as llvmpipe. */
  readonly isFallback: boolean;
  /** Threads that compute, where the engine has some of its own; results do not depend on it. */
  readonly nThreads?: number;
}

/** A device that computes MLPs. All matrices are row-major float32, one row an input vector. */
export interface Engine {
  readonly device: DeviceDescription;
  /** The rounding that the engine was made for. */
  readonly weights: WeightRounding;
  /** Begins, beside all else, what the first product would wait for; left out where there is nothing of the kind. */
  warmUp?(): void;
  /** Whether weights of plain files are read past their `read`. */
  readonly readsPlainFiles?: boolean;
  /**
   * Copies `values` `[nRows, nColumns]` to the device.
   *
   * @throws {RangeError} if the length is not the product of the shape.
   */
  upload(values: Float32Array, shape: { nRows: number; nColumns: number }): DeviceMatrix;
  /**
   * n = z / sqrt(mean(z^2) + eps) * (normOffset + w), per row of each use, where z is x, or x less its mean. x `[V, C]`, weight `[C]`,
   * read once; results `[V, C]` in the order of the uses.
   */
  norm(
    uses: readonly NormUse[],
    weight: WeightTensor,
    options: NormOptions,
  ): Promise<DeviceMatrix[]>;
  /** x + b, per row of each use. x `[V, K]`, bias `[K]`, read once; results `[V, K]` in the order of the uses. */
  addBias(uses: readonly NormUse[], bias: WeightTensor): Promise<DeviceMatrix[]>;
  /**
   * x W^T of each use. x `[V, K]`, weight `[R, K]`, streamed by row tiles and read once; results `[V, R]` in the order of
   * the uses, whose V may differ.
   */
  linear(uses: readonly WeightUse[], weight: WeightTensor): Promise<DeviceMatrix[]>;
  /**
   * g W: combinations of the rows of a weight. g `[P, R]`, weight `[R, K]`, streamed by row tiles and read once, rounded as the
   * engine was made for; result `[P, K]`.
   */
  combineRows(g: DeviceMatrix, weight: WeightTensor): Promise<DeviceMatrix>;
  /**
   * Columns of a weight `[R, K]` as rows, f32 `[columns.length, R]` on the host, from one read of it, rounded as the engine was
   * made for.
   *
   * @throws {RangeError} if the weight is no matrix or has no such column.
   */
  readColumns(columns: readonly number[], weight: WeightTensor): Promise<Float32Array>;
  /** h = act(gate) * up, elementwise. All `[V, F]`. */
  gatedActivation(gate: DeviceMatrix, up: DeviceMatrix, activation: Activation): DeviceMatrix;
  /** Each row of `[V, K]`, followed by its negative: `[2 V, K]`. */
  oppositeRows(a: DeviceMatrix): DeviceMatrix;
  /** Rows of matrices `[_, K]`, one part after another, as a matrix of its own. */
  stack(parts: readonly RowRange[]): DeviceMatrix;
  /**
   * |a|^2, |b|^2, |b - a|^2 and 1 - cos of each row of a and of b, as many as both have: `[V, 4]`. 1 - cos is 0 where either
   * has no length.
   */
  compareRows(a: DeviceMatrix, b: DeviceMatrix): DeviceMatrix;
  /** How many rows of so many columns one matrix can have; Infinity where only memory bounds it. */
  maxRows(nColumns: number): number;
  /**
   * Copies matrices back in one wait, each f32 `[nRows, nColumns]` in the order asked.
   *
   * @throws {Error} if the device reported an error since the last call.
   */
  download(matrices: readonly DeviceMatrix[]): Promise<Float32Array[]>;
  /** Releases the device. */
  dispose(): void;
  /**
   * Whether work that ended with this error may be done again, from its beginning: the device had failed, and the engine has another
   * now. `what` names the work, as it reads after "at". Left out where nothing else can compute.
   *
   * @throws {Error} if the device had failed and there is no other.
   */
  recover?(error: unknown, what: string): Promise<boolean>;
}
