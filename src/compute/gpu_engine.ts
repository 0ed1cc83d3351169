/**
 * The engine that runs the kernels of `kernels/` on a GPU, or on a software adapter that behaves like one.
 *
 * @module
 */

import { ACTIVATION_CODES } from "./kernel_codes.ts";
import { bytesPerElement } from "../math/dtypes.ts";
import type { Activation, WeightTensor } from "../sources/checkpoint/weights.ts";
import type {
  DeviceDescription,
  DeviceMatrix,
  Engine,
  EngineOptions,
  NormOptions,
  NormUse,
  RowRange,
  WeightRounding,
  WeightUse,
} from "./engine.ts";
import { combineRowsOnGpu, type GpuCombineOptions } from "./gpu_combine_rows.ts";
import { type GpuDevice, openGpuDevice } from "./gpu_device.ts";
import {
  ADD_BIAS,
  type Dispatch,
  GATED_ACTIVATION,
  KernelRunner,
  NORM,
  OPPOSITE_ROWS,
  ROW_COMPARISON,
  unpackConstants,
} from "./gpu_kernels.ts";
import { GpuLinear, gpuTileLayout } from "./gpu_linear.ts";
import { type AdapterKind, SOFTWARE_LANES } from "./linear_kernels.ts";
import { COMPARISON_COLUMNS } from "./cpu/row_comparison.ts";
import {
  downloadMatrices,
  GpuMatrix,
  maxMatrixRows,
  stackRows,
  uploadMatrix,
} from "./gpu_matrix.ts";
import {
  checkCombinedWeight,
  checkLinearWeight,
  checkSameColumns,
  checkSameShape,
  checkValues,
  checkVector,
  type MatrixShape,
} from "./matrix_shapes.ts";
import { COLUMN_MULTIPLE, OCTET, roundUp, type TileLayout } from "./tiles.ts";
import { readColumns } from "./weight_columns.ts";

/** Invocations of a workgroup of `kernels/gated_activation.wgsl`, `kernels/opposite_rows.wgsl` and `kernels/add_bias.wgsl`. */
const ROW_LANES = 64;

/** Invocations of a workgroup of `kernels/combine_rows.wgsl`: the SIMD width of a software adapter, the usual one of a GPU. */
const COMBINE_LANES = { software: 8, hardware: 32 };

/** How the work is cut; tests force small tiles and the kernels of every adapter. */
export interface GpuTuning {
  readonly maxTileBytes?: number;
  readonly adapter?: AdapterKind;
  /** Takes the kernel for so many input vectors whatever their number: sums are then the same to the bit however inputs are put together. */
  readonly kernelVectors?: number;
}

/** The engine of one GPU device. */
export class GpuEngine implements Engine {
  readonly device: DeviceDescription;
  readonly weights: WeightRounding;
  /** How weights are cut for the products. */
  readonly tileLayout: TileLayout;
  readonly #gpu: GpuDevice;
  readonly #kernels: KernelRunner;
  readonly #linear: GpuLinear;
  readonly #combineOptions: GpuCombineOptions;
  readonly #onWeightBytes: ((nBytes: number) => void) | undefined;

  constructor(
    gpu: GpuDevice,
    { weights, onWeightBytes, onKernelBuilt, maxTileBytes, adapter, kernelVectors }:
      & EngineOptions
      & GpuTuning,
  ) {
    this.device = { kind: "gpu", name: gpu.name, isFallback: gpu.isFallback };
    this.weights = weights;
    this.#gpu = gpu;
    this.#onWeightBytes = onWeightBytes;
    this.#kernels = new KernelRunner(gpu.device, onKernelBuilt);
    const kind = adapter ?? adapterKind(gpu);
    const layout = gpuTileLayout(kind, gpu.device.limits);
    this.tileLayout = { ...layout, maxTileBytes: maxTileBytes ?? layout.maxTileBytes };
    const streaming = {
      kernels: this.#kernels,
      adapter: kind,
      layout: this.tileLayout,
      onWeightBytes,
    };
    this.#linear = new GpuLinear(gpu, { ...streaming, kernelVectors });
    const lanes = COMBINE_LANES[kind === "software" ? "software" : "hardware"];
    this.#combineOptions = { ...streaming, rounding: weights, lanes };
  }

  upload(values: Float32Array, shape: MatrixShape): DeviceMatrix {
    checkValues(values, shape);
    return this.#gpu.scoped("upload a matrix", () => uploadMatrix(this.#gpu, values, shape));
  }

  norm(
    uses: readonly NormUse[],
    weight: WeightTensor,
    { eps, normOffset, isCentred }: NormOptions,
  ): Promise<DeviceMatrix[]> {
    const constants = { EPS: eps, NORM_OFFSET: normOffset, IS_CENTRED: Number(isCentred) };
    return this.#byEntries(uses, weight, (n) => ({
      kernel: NORM,
      constants,
      uniform: [n.pitch / OCTET, n.nColumns],
      nGroups: [n.nRows, 1],
    }));
  }

  addBias(uses: readonly NormUse[], bias: WeightTensor): Promise<DeviceMatrix[]> {
    return this.#byEntries(uses, bias, (sum) => ({
      kernel: ADD_BIAS,
      constants: {},
      uniform: [sum.pitch / OCTET],
      nGroups: [Math.ceil(sum.pitch / OCTET / ROW_LANES), sum.nRows],
    }));
  }

  /** Applies a vector `[K]`, read once, to each use. */
  async #byEntries(
    uses: readonly NormUse[],
    vector: WeightTensor,
    dispatchOf: (result: GpuMatrix) => Omit<Dispatch, "resources">,
  ): Promise<DeviceMatrix[]> {
    for (const { x } of uses) checkVector(x, vector);
    const { device } = this.#gpu;
    const elementBytes = bytesPerElement(vector.dtype);
    const stored = new Uint8Array(roundUp(vector.sizeBytes, COLUMN_MULTIPLE * elementBytes));
    await vector.read(0, stored.subarray(0, vector.sizeBytes));
    this.#onWeightBytes?.(vector.sizeBytes);
    return this.#gpu.scoped(`apply "${vector.name}"`, () => {
      const buffer = device.createBuffer({
        label: vector.name,
        size: stored.byteLength,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
      });
      device.queue.writeBuffer(buffer, 0, stored);
      const results = uses.map(({ x, rounding, isOutputRounded }) => {
        const result = new GpuMatrix(this.#gpu, x);
        const dispatch = dispatchOf(result);
        this.#kernels.run({
          ...dispatch,
          constants: {
            ...dispatch.constants,
            IS_OUTPUT_ROUNDED: Number(isOutputRounded),
            ...unpackConstants(vector, rounding),
          },
          resources: [buffer, matrixOf(x).buffer, result.buffer],
        });
        return result;
      });
      buffer.destroy();
      return results;
    });
  }

  async linear(uses: readonly WeightUse[], weight: WeightTensor): Promise<DeviceMatrix[]> {
    for (const { x } of uses) checkLinearWeight(x, weight);
    await this.#gpu.settle();
    return this.#linear.multiply(
      uses.map(({ x, rounding }) => ({ x: matrixOf(x), rounding })),
      weight,
    );
  }

  async combineRows(g: DeviceMatrix, weight: WeightTensor): Promise<DeviceMatrix> {
    checkCombinedWeight(g, weight);
    await this.#gpu.settle();
    return combineRowsOnGpu(this.#gpu, { g: matrixOf(g), weight, ...this.#combineOptions });
  }

  readColumns(columns: readonly number[], weight: WeightTensor): Promise<Float32Array> {
    const { layout: { maxTileBytes }, ...options } = this.#combineOptions;
    return readColumns(weight, { columns, maxTileBytes, ...options });
  }

  gatedActivation(gate: DeviceMatrix, up: DeviceMatrix, activation: Activation): DeviceMatrix {
    checkSameShape(gate, up);
    return this.#gpu.scoped("gate the products", () => {
      const h = new GpuMatrix(this.#gpu, gate);
      const nQuads = h.pitch / 4;
      this.#kernels.run({
        kernel: GATED_ACTIVATION,
        constants: { ACTIVATION: ACTIVATION_CODES[activation] },
        resources: [matrixOf(gate).buffer, matrixOf(up).buffer, h.buffer],
        uniform: [nQuads],
        nGroups: [Math.ceil(nQuads / ROW_LANES), h.nRows],
      });
      return h;
    });
  }

  oppositeRows(a: DeviceMatrix): DeviceMatrix {
    return this.#gpu.scoped("write opposite rows", () => {
      const { nRows, nColumns } = a;
      const out = new GpuMatrix(this.#gpu, { nRows: 2 * nRows, nColumns });
      const nQuads = out.pitch / 4;
      this.#kernels.run({
        kernel: OPPOSITE_ROWS,
        constants: {},
        resources: [matrixOf(a).buffer, out.buffer],
        uniform: [nQuads],
        nGroups: [Math.ceil(nQuads / ROW_LANES), nRows],
      });
      return out;
    });
  }

  stack(parts: readonly RowRange[]): DeviceMatrix {
    checkSameColumns("stack rows", parts.map(({ matrix }) => matrix));
    return this.#gpu.scoped("stack rows", () =>
      stackRows(
        this.#gpu,
        parts.map((part) => ({ ...part, matrix: matrixOf(part.matrix) })),
      ));
  }

  compareRows(a: DeviceMatrix, b: DeviceMatrix): DeviceMatrix {
    checkSameColumns("compare rows", [a, b]);
    return this.#gpu.scoped("compare rows", () => {
      const nRows = Math.min(a.nRows, b.nRows);
      const numbers = new GpuMatrix(this.#gpu, { nRows, nColumns: COMPARISON_COLUMNS });
      const [ofA, ofB] = [matrixOf(a), matrixOf(b)];
      this.#kernels.run({
        kernel: ROW_COMPARISON,
        constants: {},
        resources: [ofA.buffer, ofB.buffer, numbers.buffer],
        uniform: [ofA.pitch / 4, numbers.pitch / 4],
        nGroups: [nRows, 1],
      });
      return numbers;
    });
  }

  maxRows(nColumns: number): number {
    return maxMatrixRows(this.#gpu, nColumns);
  }

  download(matrices: readonly DeviceMatrix[]): Promise<Float32Array[]> {
    return downloadMatrices(this.#gpu, matrices.map(matrixOf));
  }

  /** What the device has reported by now, whatever work ended with. */
  failure(): Promise<Error | null> {
    return this.#gpu.failure();
  }

  dispose(): void {
    this.#gpu.dispose();
  }
}

/** What the table of kernels takes a device for. */
function adapterKind(
  { isFallback, hasSubgroups, leastSubgroupLanes }: GpuDevice,
): AdapterKind {
  if (isFallback && hasSubgroups && leastSubgroupLanes >= SOFTWARE_LANES) return "software";
  return hasSubgroups ? "hardware with subgroups" : "hardware";
}

function matrixOf(matrix: DeviceMatrix): GpuMatrix {
  if (!(matrix instanceof GpuMatrix)) {
    throw new TypeError("Cannot use a matrix on the GPU: it belongs to another engine");
  }
  return matrix;
}

/**
 * Opens a device on `adapter` and makes its engine.
 *
 * @throws {Error} if the adapter gives no device.
 */
export async function createGpuEngine(
  adapter: GPUAdapter,
  options: EngineOptions & GpuTuning,
): Promise<GpuEngine> {
  return new GpuEngine(await openGpuDevice(adapter), options);
}
