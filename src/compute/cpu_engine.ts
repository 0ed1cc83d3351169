/**
 * The engine of `--device reference`, which runs the CPU twins: the definition of every operation, and what other engines are tested against.
 *
 * @module
 */

import { addBias } from "./cpu/add_bias.ts";
import { combineRows } from "./cpu/combine_rows.ts";
import { gatedActivation } from "./cpu/gated_activation.ts";
import { linear } from "./cpu/linear.ts";
import { oppositeRows } from "./cpu/opposite_rows.ts";
import { COMPARISON_COLUMNS, rowComparison } from "./cpu/row_comparison.ts";
import { norm } from "./cpu/norm.ts";
import { decodeWeights } from "./decode_weights.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import type { DeviceMatrix, Engine, EngineOptions, NormUse } from "./engine.ts";
import {
  checkCombinedWeight,
  checkLinearWeight,
  checkSameColumns,
  checkSameShape,
  checkValues,
  type MatrixShape,
} from "./matrix_shapes.ts";
import { TileStream } from "./tile_stream.ts";
import { KERNEL_TILE_LAYOUT, planTiles, type TileLayout, type TilePlan } from "./tiles.ts";
import { readColumns } from "./weight_columns.ts";
import { readEntries } from "./weight_entries.ts";

/** One tile is computed while the next is read. */
const N_SLOTS = 2;

/** Tiles for the CPU twins: plain loops need no padding. */
export const CPU_TILE_LAYOUT: TileLayout = { ...KERNEL_TILE_LAYOUT, columnMultiple: 1 };

/** A matrix in ordinary memory. */
class CpuMatrix implements DeviceMatrix {
  readonly nRows: number;
  readonly nColumns: number;
  #values: Float32Array | null;

  constructor(values: Float32Array, { nRows, nColumns }: MatrixShape) {
    this.#values = values;
    this.nRows = nRows;
    this.nColumns = nColumns;
  }

  get values(): Float32Array {
    if (this.#values === null) {
      throw new Error(
        `Cannot use a [${this.nRows}, ${this.nColumns}] matrix: it has been released`,
      );
    }
    return this.#values;
  }

  release(): void {
    this.#values = null;
  }
}

function valuesOf(matrix: DeviceMatrix): Float32Array {
  if (!(matrix instanceof CpuMatrix)) {
    throw new TypeError("Cannot use a matrix on the CPU: it belongs to another engine");
  }
  return matrix.values;
}

/**
 * Makes the engine of the CPU twins.
 *
 * @param options.maxTileBytes Largest tile in bytes, for tests of tile boundaries.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createCpuEngine } from "./cpu_engine.ts";
 * const engine = createCpuEngine({ weights: "bf16" });
 * const gate = engine.upload(new Float32Array([0, 50]), { nRows: 1, nColumns: 2 });
 * const [h] = await engine.download([engine.gatedActivation(gate, gate, "silu")]);
 * assert(h?.[1] === 2500);
 * engine.dispose();
 * ```
 */
export function createCpuEngine(
  { weights, onWeightBytes, maxTileBytes = CPU_TILE_LAYOUT.maxTileBytes }: EngineOptions & {
    maxTileBytes?: number;
  },
): Engine {
  const stream = new TileStream(N_SLOTS);

  /** Applies a vector `[K]`, read once, to each use. */
  async function byEntries(
    uses: readonly NormUse[],
    vector: WeightTensor,
    apply: (x: Float32Array, values: Float32Array, use: NormUse) => Float32Array,
  ): Promise<DeviceMatrix[]> {
    const entries = await readEntries(uses, vector, onWeightBytes);
    return uses.map((use, ix) =>
      new CpuMatrix(apply(valuesOf(use.x), entries[ix] as Float32Array, use), use.x)
    );
  }

  /** Takes rows of a matrix as they are stored, some at a time. */
  async function byTiles(
    weight: WeightTensor,
    plan: TilePlan,
    consume: (rows: Uint8Array, at: { firstRow: number; nRows: number }) => void,
  ): Promise<void> {
    await stream.forEach(weight, {
      plan,
      bufferBytes: plan.tileBytes,
      consume({ firstRow, nRows, bytes }) {
        const rows = bytes.subarray(0, nRows * plan.rowBytes);
        onWeightBytes?.(rows.byteLength);
        consume(rows, { firstRow, nRows });
      },
    });
  }

  return {
    device: { kind: "cpu", name: "plain loops in TypeScript (reference)", isFallback: false },
    weights,

    upload(values, shape) {
      checkValues(values, shape);
      return new CpuMatrix(values.slice(), shape);
    },

    async norm(uses, weight, options) {
      return await byEntries(
        uses,
        weight,
        (x, values, { isOutputRounded }) => norm(x, values, { ...options, isOutputRounded }),
      );
    },

    async addBias(uses, bias) {
      return await byEntries(uses, bias, addBias);
    },

    async linear(uses, weight) {
      for (const { x } of uses) checkLinearWeight(x, weight);
      const plan = planTiles(weight, { ...CPU_TILE_LAYOUT, maxTileBytes });
      const { nRows: pitch, nColumns } = plan;
      const products = uses.map(({ x }) => new Float32Array(x.nRows * pitch)); // f32 [V, R] each
      await byTiles(weight, plan, (rows, { firstRow, nRows }) => {
        for (const [ix, { x, rounding }] of uses.entries()) {
          const values = decodeWeights(rows, { dtype: weight.dtype, rounding });
          const shape = { nVectors: x.nRows, nRows, nColumns };
          const part = linear(valuesOf(x), values, shape); // f32 [V, nRows]
          for (let v = 0; v < x.nRows; v++) {
            products[ix]?.set(part.subarray(v * nRows, (v + 1) * nRows), v * pitch + firstRow);
          }
        }
      });
      return products.map((y) => new CpuMatrix(y, { nRows: y.length / pitch, nColumns: pitch }));
    },

    async combineRows(g, weight) {
      checkCombinedWeight(g, weight);
      const plan = planTiles(weight, { ...CPU_TILE_LAYOUT, maxTileBytes });
      const { nColumns } = plan;
      const nCombinations = g.nRows;
      const out = new Float64Array(nCombinations * nColumns);
      await byTiles(weight, plan, (rows, at) => {
        const tile = decodeWeights(rows, { dtype: weight.dtype, rounding: weights });
        combineRows(out, { g: valuesOf(g), weight: tile, nCombinations, nColumns, ...at });
      });
      return new CpuMatrix(new Float32Array(out), { nRows: nCombinations, nColumns });
    },

    readColumns(columns, weight) {
      return readColumns(weight, { columns, rounding: weights, onWeightBytes, maxTileBytes });
    },

    gatedActivation(gate, up, activation) {
      checkSameShape(gate, up);
      return new CpuMatrix(gatedActivation(valuesOf(gate), valuesOf(up), activation), gate);
    },

    oppositeRows(a) {
      const { nRows, nColumns } = a;
      return new CpuMatrix(oppositeRows(valuesOf(a), nColumns), { nRows: 2 * nRows, nColumns });
    },

    stack(parts) {
      checkSameColumns("stack rows", parts.map(({ matrix }) => matrix));
      const nColumns = parts[0]?.matrix.nColumns ?? 0;
      const nRows = parts.reduce((sum, part) => sum + part.nRows, 0);
      const stacked = new Float32Array(nRows * nColumns);
      let offset = 0;
      for (const { matrix, first, nRows } of parts) {
        const rows = valuesOf(matrix).subarray(first * nColumns, (first + nRows) * nColumns);
        stacked.set(rows, offset);
        offset += nRows * nColumns;
      }
      return new CpuMatrix(stacked, { nRows, nColumns });
    },

    compareRows(a, b) {
      checkSameColumns("compare rows", [a, b]);
      const nRows = Math.min(a.nRows, b.nRows);
      const numbers = rowComparison(valuesOf(a), valuesOf(b), { nRows, nColumns: a.nColumns });
      return new CpuMatrix(numbers, { nRows, nColumns: COMPARISON_COLUMNS });
    },

    maxRows: () => Infinity,

    download(matrices) {
      return Promise.resolve(matrices.map((matrix) => valuesOf(matrix).slice()));
    },

    dispose() {},
  };
}
