/**
 * The engine of the CPU: the kernels of `kernels/cpu`, in WebAssembly, on as many threads as are asked for.
 *
 * @module
 */

import { ACTIVATION_CODES, JOB_KINDS } from "./kernel_codes.ts";
import type { Activation, WeightTensor } from "../sources/checkpoint/weights.ts";
import { COMPARISON_COLUMNS } from "./cpu/row_comparison.ts";
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
import {
  checkCombinedWeight,
  checkLinearWeight,
  checkSameColumns,
  checkSameShape,
  checkValues,
  type MatrixShape,
} from "./matrix_shapes.ts";
import { MAX_THREADS } from "./most_threads.ts";
import { KERNEL_TILE_LAYOUT, type TileLayout } from "./tiles.ts";
import { chooseBuild, describeBuild, type Kernels, openKernels } from "./wasm/builds.ts";
import { LANES, WasmMatrix } from "./wasm/matrix.ts";
import { Memory } from "./wasm/memory.ts";
import { MAX_TILE_BYTES, WasmProducts } from "./wasm/products.ts";
import { Threads } from "./wasm/threads.ts";
import { readColumns } from "./weight_columns.ts";
import { readEntries } from "./weight_entries.ts";

/** Many vectors are cut into matrices of so many, so that little memory is needed for what one of them becomes beside what it was. */
const MOST_ROWS = 128;

/** How the CPU engine cuts weights. */
export const WASM_TILE_LAYOUT: TileLayout = {
  ...KERNEL_TILE_LAYOUT,
  columnMultiple: 1,
  maxTileBytes: MAX_TILE_BYTES,
};

/** What is activated is shared out in multiples of so many elements, a line of the cache, and where it takes longer than to share it out. */
const [GATED_MULTIPLE, LEAST_SHARED] = [16, 2 ** 15];
const ELEMENT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** How the work is cut, and by what it is computed. */
export interface WasmTuning {
  /** Left out: as many as the machine has processors. */
  readonly nThreads?: number | undefined;
  /** Largest tile in bytes, for tests of tile boundaries. */
  readonly maxTileBytes?: number;
  /** False takes the build without relaxed SIMD wherever it runs, for tests. */
  readonly isRelaxed?: boolean;
  /** Bounds the memory, for tests. */
  readonly mostPages?: number;
}

/** What computes on the CPU. Its threads run from {@link warmUp} or the first product on, and keep the process, until it is disposed of. */
class WasmEngine implements Engine {
  readonly readsPlainFiles = true;
  readonly device: DeviceDescription;
  readonly weights: WeightRounding;
  readonly #memory: Memory;
  readonly #kernels: Kernels;
  readonly #threads: Threads;
  readonly #products: WasmProducts;
  readonly #maxTileBytes: number;
  readonly #onWeightBytes: EngineOptions["onWeightBytes"];

  constructor(
    {
      weights,
      onWeightBytes,
      nThreads = navigator.hardwareConcurrency,
      maxTileBytes = MAX_TILE_BYTES,
      isRelaxed = true,
      mostPages,
    }: EngineOptions & WasmTuning,
  ) {
    const build = chooseBuild({ isRelaxed });
    this.device = {
      ...describeBuild(build),
      isFallback: false,
      nThreads: Math.min(nThreads, MAX_THREADS),
    };
    this.weights = weights;
    this.#onWeightBytes = onWeightBytes;
    this.#maxTileBytes = maxTileBytes;
    this.#memory = new Memory(mostPages === undefined ? {} : { mostPages });
    this.#kernels = openKernels(build, this.#memory);
    this.#threads = new Threads({
      build,
      memory: this.#memory,
      nThreads: Math.min(nThreads, MAX_THREADS),
      scratchBytes: this.#kernels.SCRATCH_BYTES.value,
    });
    this.#products = new WasmProducts({
      memory: this.#memory,
      kernels: this.#kernels,
      threads: this.#threads,
      maxTileBytes,
      onWeightBytes,
    });
  }

  warmUp(): void {
    this.#threads.start();
  }

  upload(values: Float32Array, shape: MatrixShape): DeviceMatrix {
    checkValues(values, shape);
    const { nRows, nColumns } = shape;
    const matrix = this.#matrix(shape);
    this.#withFloats(values.subarray(0, nColumns), (row) => {
      const floats = this.#memory.floats(row, nColumns);
      for (let v = 0; v < nRows; v++) {
        floats.set(values.subarray(v * nColumns, (v + 1) * nColumns));
        this.#kernels.putRow(row, matrix.at, v, nColumns);
      }
    });
    return matrix;
  }

  async norm(
    uses: readonly NormUse[],
    weight: WeightTensor,
    { eps, normOffset, isCentred }: NormOptions,
  ): Promise<DeviceMatrix[]> {
    return await this.#byEntries(uses, weight, (use, values, n) => {
      const { at, nRows, nColumns } = use.x;
      const flags = [Number(isCentred), Number(use.isOutputRounded)] as const;
      this.#kernels.norm(at, values, n, nRows, nColumns, eps, normOffset, ...flags);
    });
  }

  async addBias(uses: readonly NormUse[], bias: WeightTensor): Promise<DeviceMatrix[]> {
    return await this.#byEntries(uses, bias, (use, values, sum) => {
      const { at, nRows, nColumns } = use.x;
      this.#kernels.addBias(at, values, sum, nRows, nColumns, Number(use.isOutputRounded));
    });
  }

  async linear(uses: readonly WeightUse[], weight: WeightTensor): Promise<DeviceMatrix[]> {
    for (const { x } of uses) checkLinearWeight(x, weight);
    return await this.#products.multiply(
      uses.map(({ x, rounding }) => ({ x: matrixOf(x), rounding })),
      weight,
    );
  }

  async combineRows(g: DeviceMatrix, weight: WeightTensor): Promise<DeviceMatrix> {
    checkCombinedWeight(g, weight);
    return await this.#products.combine(matrixOf(g), weight, this.weights);
  }

  readColumns(columns: readonly number[], weight: WeightTensor): Promise<Float32Array> {
    return readColumns(weight, {
      columns,
      rounding: this.weights,
      onWeightBytes: this.#onWeightBytes,
      maxTileBytes: this.#maxTileBytes,
    });
  }

  gatedActivation(gate: DeviceMatrix, up: DeviceMatrix, activation: Activation): DeviceMatrix {
    checkSameShape(gate, up);
    const [a, b] = [matrixOf(gate).at, matrixOf(up).at];
    const h = this.#matrix(gate);
    const code = ACTIVATION_CODES[activation];
    if (!this.#threads.isRunning || h.nElements < LEAST_SHARED) {
      this.#kernels.gatedActivation(a, b, h.at, h.nElements, code);
      return h;
    }
    const perThread = Math.ceil(h.nElements / this.#threads.nThreads / GATED_MULTIPLE) *
      GATED_MULTIPLE;
    this.#threads.runNow(
      Array.from({ length: Math.ceil(h.nElements / perThread) }, (_, ix) => {
        const first = ix * perThread;
        const at = first * ELEMENT_BYTES;
        const count = Math.min(perThread, h.nElements - first);
        return [JOB_KINDS.gatedActivation, a + at, b + at, h.at + at, count, code];
      }),
    );
    return h;
  }

  oppositeRows(a: DeviceMatrix): DeviceMatrix {
    const { nRows, nColumns } = a;
    const out = this.#matrix({ nRows: 2 * nRows, nColumns });
    this.#kernels.oppositeRows(matrixOf(a).at, nRows, out.at, nColumns);
    return out;
  }

  stack(parts: readonly RowRange[]): DeviceMatrix {
    checkSameColumns("stack rows", parts.map(({ matrix }) => matrix));
    const nColumns = parts[0]?.matrix.nColumns ?? 0;
    const ranges = parts.map(({ matrix, ...range }) => ({ at: matrixOf(matrix).at, ...range }));
    const stacked = this.#matrix({
      nRows: parts.reduce((sum, { nRows }) => sum + nRows, 0),
      nColumns,
    });
    let to = 0;
    for (const { at, first, nRows } of ranges) {
      this.#kernels.copyRows(at, first, nRows, stacked.at, to, nColumns);
      to += nRows;
    }
    return stacked;
  }

  compareRows(a: DeviceMatrix, b: DeviceMatrix): DeviceMatrix {
    checkSameColumns("compare rows", [a, b]);
    const [ofA, ofB] = [matrixOf(a).at, matrixOf(b).at];
    const nRows = Math.min(a.nRows, b.nRows);
    const numbers = this.#matrix({ nRows, nColumns: COMPARISON_COLUMNS });
    this.#kernels.compareRows(ofA, ofB, numbers.at, nRows, a.nColumns);
    return numbers;
  }

  maxRows(): number {
    return MOST_ROWS;
  }

  download(matrices: readonly DeviceMatrix[]): Promise<Float32Array[]> {
    return Promise.resolve(matrices.map((matrix) => {
      const { at, nRows, nColumns } = matrixOf(matrix);
      const values = new Float32Array(nRows * nColumns);
      const nAtOnce = Math.min(LANES, nRows);
      this.#withFloats(values.subarray(0, nAtOnce * nColumns), (rows) => {
        for (let v = 0; v < nRows; v += nAtOnce) {
          const count = Math.min(nAtOnce, nRows - v);
          this.#kernels.takeRows(at, v, count, nColumns, rows);
          values.set(this.#memory.floats(rows, count * nColumns), v * nColumns);
        }
      });
      return values;
    }));
  }

  dispose(): void {
    this.#threads.dispose();
  }

  #matrix(shape: MatrixShape): WasmMatrix {
    return new WasmMatrix(this.#memory, shape);
  }

  /** Lends memory that holds some values. */
  #withFloats<T>(values: Float32Array, act: (at: number) => T): T {
    const at = this.#memory.allocate(values.length * ELEMENT_BYTES);
    try {
      this.#memory.floats(at, values.length).set(values);
      return act(at);
    } finally {
      this.#memory.free(at);
    }
  }

  /** Applies a vector `[K]`, read once, to each use. */
  async #byEntries(
    uses: readonly NormUse[],
    vector: WeightTensor,
    apply: (use: NormUse & { x: WasmMatrix }, values: number, result: number) => void,
  ): Promise<DeviceMatrix[]> {
    const entries = await readEntries(uses, vector, this.#onWeightBytes);
    return uses.map((use, ix) => {
      const x = matrixOf(use.x);
      const result = this.#matrix(x);
      const values = entries[ix] as Float32Array;
      this.#withFloats(values, (at) => apply({ ...use, x }, at, result.at));
      return result;
    });
  }
}

function matrixOf(matrix: DeviceMatrix): WasmMatrix {
  if (!(matrix instanceof WasmMatrix)) {
    throw new TypeError("Cannot use a matrix on the CPU: it belongs to another engine");
  }
  return matrix;
}

/**
 * Makes the engine of the CPU.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createWasmEngine } from "./wasm_engine.ts";
 * const engine = createWasmEngine({ weights: "bf16" });
 * const gate = engine.upload(new Float32Array([0, 50]), { nRows: 1, nColumns: 2 });
 * const [h] = await engine.download([engine.gatedActivation(gate, gate, "silu")]);
 * assert(h?.[1] === 2500);
 * engine.dispose();
 * ```
 */
export function createWasmEngine(options: EngineOptions & WasmTuning): Engine {
  return new WasmEngine(options);
}
