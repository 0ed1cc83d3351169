/**
 * Products with weight matrices that stream through the threads of the CPU engine.
 *
 * @module
 */

import { DTYPE_CODES, JOB_KINDS } from "../kernel_codes.ts";
import type { WeightTensor } from "../../sources/checkpoint/weights.ts";
import type { WeightRounding } from "../engine.ts";
import { type FilePlace, placeOf } from "../../sources/folder/file_place.ts";
import { Turns } from "../../sources/folder/turns.ts";
import { planTiles, type TilePlan, tileRows } from "../tiles.ts";
import type { Kernels } from "./builds.ts";
import { WasmMatrix } from "./matrix.ts";
import type { Memory } from "./memory.ts";
import { type TileRun, tileRuns } from "./tile_runs.ts";
import { type SharedTile, SharedTiles } from "./shared_tiles.ts";
import { type Threads, UnreadRows } from "./threads.ts";

/** A tile of this size is read at full speed, and a few of them stay small; 48 float32 rows of a 27B model's down fit it. */
export const MAX_TILE_BYTES = 7 * 2 ** 20;
/** Smaller tiles cost more than they share out better, unless many vectors meet them: about a millisecond of one thread. */
const [MIN_TILE_BYTES, MIN_TILE_PRODUCTS] = [2 ** 20, 2 ** 24];
/** Rows that are multiplied at a time, and those of a panel that is refilled, as in `kernels/cpu/linear.ts`: of others 16 are multiplied too. */
const ROW_MULTIPLES = [48, 16];
const LEAST_ROWS = 16;
/** A thread takes at least so many tiles of a matrix, if they are not too small then. */
const TILES_PER_THREAD = 16;

/** Jobs with tiles that threads read themselves, under way at once. */
const MOST_JOBS = 256;

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
  readonly #jobs = new Turns(MOST_JOBS);

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
      const wordsOf = (tile: SharedTile) => [
        ...[JOB_KINDS.linear, ...tileWords(tile, plan, weight)],
        ...[usesAt, uses.length, plan.nRows],
      ];
      const place = placeOf(weight);
      const done = new Set<number>();
      if (
        place !== undefined && plan.tileBytes <= MAX_TILE_BYTES && threads.roomFor(plan.tileBytes)
      ) {
        await this.#readByThreads(place, plan, { wordsOf, done });
      }
      if (done.size < plan.nTiles) {
        await this.#tiles.forEach(weight, {
          plan,
          isOrdered: false,
          done,
          consume: (tile) => {
            this.#options.onWeightBytes?.(tile.nRows * plan.rowBytes);
            return threads.run(wordsOf(tile));
          },
        });
      }
      return products;
    } catch (error) {
      for (const product of products) product.release();
      throw error;
    } finally {
      if (ofUses !== null) memory.free(ofUses);
    }
  }

  /**
   * Has each thread read the tiles that it computes, some in a row at a time, and notes which are done: not all where one could not be
   * read, as `read` of the weight will tell.
   *
   * @throws {Error} if the file is another than was opened; no read is under way then.
   */
  async #readByThreads(
    { file, offsetBytes }: FilePlace,
    plan: TilePlan,
    { wordsOf, done }: {
      wordsOf: (tile: SharedTile) => readonly number[];
      done: Set<number>;
    },
  ): Promise<void> {
    const { threads, onWeightBytes } = this.#options;
    const { rowBytes } = plan;
    let failure: { readonly error: unknown } | null = null;
    const run = async ({ firstTile, endTile }: TileRun) => {
      if (failure !== null) return;
      try {
        const { firstRow } = tileRows(plan, firstTile);
        const last = tileRows(plan, endTile - 1);
        const nRows = last.firstRow + last.nRows - firstRow;
        await threads.run(wordsOf({ at: 0, firstRow, nRows }), {
          file,
          firstByte: offsetBytes + firstRow * rowBytes,
          rowBytes,
          roomRows: plan.rowsPerTile,
        });
        file.expectUnchanged();
        for (let tile = firstTile; tile < endTile; tile++) done.add(tile);
        onWeightBytes?.(nRows * rowBytes);
      } catch (error) {
        failure ??= { error };
      }
    };
    await Promise.all(
      tileRuns(plan, threads.nThreads).map((ofTiles) => this.#jobs.run(() => run(ofTiles))),
    );
    if (failure === null) return;
    const { error } = failure as { error: unknown };
    if (!(error instanceof UnreadRows)) throw error;
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
              JOB_KINDS.combineRows,
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
    const leastBytes = LEAST_ROWS * rowBytes;
    const bytes = Math.max(rowBytes, Math.min(maxTileBytes, Math.max(shared, leastBytes)));
    return planTiles(weight, {
      ...layout,
      maxTileBytes: bytes,
      rowMultiple: ROW_MULTIPLES.find((multiple) => multiple * rowBytes <= bytes) ?? 1,
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
