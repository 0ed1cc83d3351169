/**
 * Products with weight matrices that stream through the threads of the CPU engine.
 *
 * @module
 */

import type { WeightDtype, WeightTensor } from "../../sources/checkpoint/weights.ts";
import type { WeightRounding } from "../engine.ts";
import { planTiles, type TilePlan } from "../tiles.ts";
import type { Kernels } from "./builds.ts";
import { WasmMatrix } from "./matrix.ts";
import type { Memory } from "./memory.ts";
import { SharedTiles } from "./shared_tiles.ts";
import type { Threads } from "./threads.ts";

/** A tile of this size is read at full speed, and a few of them in flight stay small. */
export const MAX_TILE_BYTES = 4 * 2 ** 20;
/** Smaller tiles cost more than they share out better, unless many vectors meet them: about a millisecond of one thread. */
const [MIN_TILE_BYTES, MIN_TILE_PRODUCTS] = [2 ** 20, 2 ** 24];
/** A thread takes at least so many tiles of a matrix, if they are not too small then. */
const TILES_PER_THREAD = 16;

/** As in `kernels/cpu`. */
const DTYPE_CODES: Readonly<Record<WeightDtype, number>> = { BF16: 0, F16: 1, F32: 2 };
const [LINEAR, COMBINE_ROWS] = [0, 1];
const USE_WORDS = 4;
const WORD_BYTES = 4;
const FLOAT64_BYTES = 8;
/** Columns of a thread begin at a multiple of this; rows of sums are padded to it. */
const COLUMN_MULTIPLE = 8;

/** What {@link WasmProducts} is made of. */
export interface WasmProductsOptions {
  readonly memory: Memory;
  readonly kernels: Kernels;
  readonly threads: Threads;
  readonly maxTileBytes: number;
  readonly onWeightBytes: ((nBytes: number) => void) | undefined;
}

/** The products of one engine, which take turns. */
export class WasmProducts {
  readonly #options: WasmProductsOptions;
  readonly #tiles: SharedTiles;

  constructor(options: WasmProductsOptions) {
    this.#options = options;
    this.#tiles = new SharedTiles(options.memory, 2 * options.threads.nThreads + 2);
  }

  /** x W^T of each use. x `[V, K]`, weight `[R, K]`; results `[V, R]`. */
  async multiply(
    uses: readonly { x: WasmMatrix; rounding: WeightRounding }[],
    weight: WeightTensor,
  ): Promise<WasmMatrix[]> {
    const { memory, threads } = this.#options;
    const plan = this.#plan(weight, uses.reduce((sum, { x }) => sum + x.nRows, 0));
    const products: WasmMatrix[] = [];
    let ofUses: number | null = null;
    try {
      for (const { x } of uses) {
        products.push(new WasmMatrix(memory, { nRows: x.nRows, nColumns: plan.nRows }));
      }
      const words = uses.flatMap(({ x, rounding }, ix) => [
        x.at,
        x.nRows,
        products[ix]!.at,
        Number(rounding === "bf16"),
      ]);
      const usesAt = ofUses = memory.allocate(uses.length * USE_WORDS * WORD_BYTES);
      memory.words(usesAt, words.length).set(words);
      await this.#tiles.forEach(weight, {
        plan,
        isOrdered: false,
        consume: (tile) => {
          this.#options.onWeightBytes?.(tile.nRows * plan.rowBytes);
          return threads.run([
            LINEAR,
            ...tileWords(tile, plan, weight),
            usesAt,
            uses.length,
            plan.nRows,
          ]);
        },
      });
      return products;
    } catch (error) {
      for (const product of products) product.release();
      throw error;
    } finally {
      if (ofUses !== null) memory.free(ofUses);
    }
  }

  /** g W. g `[P, R]`, weight `[R, K]`; result `[P, K]`. Each thread takes some columns of every tile. */
  async combine(
    g: WasmMatrix,
    weight: WeightTensor,
    rounding: WeightRounding,
  ): Promise<WasmMatrix> {
    const { memory, threads, kernels } = this.#options;
    const plan = this.#plan(weight, g.nRows);
    const { nColumns } = plan;
    const paddedColumns = Math.ceil(nColumns / COLUMN_MULTIPLE) * COLUMN_MULTIPLE;
    const sumsBytes = Math.ceil(g.nRows / 2) * 2 * paddedColumns * FLOAT64_BYTES;
    const sums = memory.allocate(sumsBytes);
    try {
      kernels.clear(sums, sumsBytes);
      const perThread = Math.ceil(paddedColumns / threads.nThreads / COLUMN_MULTIPLE) *
        COLUMN_MULTIPLE;
      const parts = Array.from(
        { length: Math.ceil(nColumns / perThread) },
        (_, ix) => [ix * perThread, Math.min(nColumns, (ix + 1) * perThread)] as const,
      );
      await this.#tiles.forEach(weight, {
        plan,
        isOrdered: true,
        consume: async (tile) => {
          this.#options.onWeightBytes?.(tile.nRows * plan.rowBytes);
          await Promise.all(parts.map(([column, endColumn]) =>
            threads.run([
              COMBINE_ROWS,
              ...tileWords(tile, plan, weight),
              g.at,
              g.nRows,
              g.nColumns,
              sums,
              column,
              endColumn,
              Number(rounding === "bf16"),
            ])
          ));
        },
      });
      const out = new WasmMatrix(memory, { nRows: g.nRows, nColumns });
      kernels.putSums(sums, g.nRows, out.at, nColumns);
      return out;
    } finally {
      memory.free(sums);
    }
  }

  /** One row is a tile where rows are longer than tiles ought to be. */
  #plan(weight: WeightTensor, nVectors: number): TilePlan {
    const { maxTileBytes, threads: { nThreads } } = this.#options;
    const layout = { columnMultiple: 1, maxTileRows: Infinity };
    const { rowBytes, nColumns } = planTiles(weight, { ...layout, maxTileBytes: Infinity });
    const worthwhile = MIN_TILE_PRODUCTS / nVectors * (rowBytes / nColumns);
    const shared = Math.max(
      Math.min(MIN_TILE_BYTES, worthwhile),
      weight.sizeBytes / (nThreads * TILES_PER_THREAD),
    );
    return planTiles(weight, {
      ...layout,
      maxTileBytes: Math.max(rowBytes, Math.min(maxTileBytes, shared)),
    });
  }
}

/** Words 1 to 5 of a job. */
function tileWords(
  { at, nRows, firstRow }: { at: number; nRows: number; firstRow: number },
  { nColumns }: TilePlan,
  { dtype }: WeightTensor,
): number[] {
  return [at, nRows, nColumns, DTYPE_CODES[dtype], firstRow];
}
