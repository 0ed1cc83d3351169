/**
 * Rows of two weights against each other, by the threads of the CPU engine: sums over both, and products with their difference.
 *
 * Threads add to sums of their own, one for each part of each room, which are summed in the order of these: what comes of it does not
 * depend on how many threads there are, nor on which of them was first.
 *
 * Shape letters: R rows, K columns, K4 the same filled up to a multiple of four.
 *
 * @module
 */

import { addedSums, NO_SUMS, type TensorSums } from "../cpu/tensor_sums.ts";
import { DTYPE_CODES, JOB_KINDS } from "../kernel_codes.ts";
import type { Side } from "../mixture.ts";
import { bytesPerElement } from "../../math/dtypes.ts";
import type { WeightDtype } from "../../sources/checkpoint/weights.ts";
import { chooseBuild, describeBuild, openKernels } from "./builds.ts";
import { Memory } from "./memory.ts";
import { Room } from "./room.ts";
import { Threads } from "./threads.ts";

/** Vectors that are multiplied at a time. */
export const N_VECTORS = 8;
/** The kernel takes so many rows at a time, and multiples of so many columns. */
const [ROWS, STEP] = [16, 4];
/** Rooms, and parts of the rows of each: threads that can be at work at a time. */
const [N_ROOMS, N_PARTS] = [4, 4];
const MAX_THREADS = N_ROOMS * N_PARTS;
const [FLOAT32_BYTES, FLOAT64_BYTES] = [4, 8];
/** Numbers of the sums. */
const N_SUMS = 8;

/** How pairs are compared. */
export interface WeightPairsOptions {
  /** The largest K of all that are multiplied. */
  readonly maxColumns: number;
  /** Left out: as many as the machine has processors. */
  readonly nThreads?: number | undefined;
  /** False takes the build without relaxed SIMD wherever it runs, for tests. */
  readonly isRelaxed?: boolean;
}

/** The same rows of both, in a room. */
export interface RoomRows {
  /** R and K */
  readonly shape: readonly [nRows: number, nColumns: number];
  readonly dtypes: Readonly<Record<Side, WeightDtype>>;
  /** Whether both are rounded to bfloat16 first. */
  readonly isRounded: boolean;
}

/** Room for some rows of both, filled and compared time and again. */
export interface PairRoom {
  /** Where those of a side are to lie, one row after another, until more are asked for. */
  bytes(side: Side, nBytes: number): Uint8Array<SharedArrayBuffer>;
  /**
   * The sums of both, if they are asked for; products of {@link WeightPairs.begin} are added to.
   *
   * @throws {Error} if a thread has ended.
   */
  compare(rows: RoomRows, asked: { readonly hasSums: boolean }): Promise<TensorSums>;
}

/** What compares weights on this machine: the two builds may round sums apart. */
export function weightsEngine(): ReturnType<typeof describeBuild> {
  return describeBuild(chooseBuild());
}

/** The rooms, and the threads, which run until it is disposed of. */
export class WeightPairs implements Disposable {
  readonly rooms: readonly PairRoom[];
  readonly #memory = new Memory();
  readonly #threads: Threads;
  readonly #maxColumns: number;
  /** f64 `[rooms, parts, 8]` */
  readonly #sums: number;
  /** f32 `[K4, 8]` and f64 `[rooms, parts, K4, 8]`; null before a product is asked for. */
  #products: { readonly x: number; readonly images: number } | null = null;
  /** Whether what is compared is multiplied too, and by how many vectors. */
  #asked: { readonly nColumns: number; readonly nVectors: number } | null = null;

  constructor(
    { maxColumns, nThreads = navigator.hardwareConcurrency, isRelaxed }: WeightPairsOptions,
  ) {
    this.#maxColumns = maxColumns;
    const build = chooseBuild(isRelaxed === undefined ? {} : { isRelaxed });
    this.#threads = new Threads({
      build,
      memory: this.#memory,
      nThreads: Math.min(nThreads, MAX_THREADS),
      scratchBytes: openKernels(build, this.#memory).compareScratchBytes(maxColumns),
    });
    this.#threads.start();
    this.#sums = this.#memory.allocate(N_ROOMS * N_PARTS * N_SUMS * FLOAT64_BYTES);
    this.rooms = Array.from({ length: N_ROOMS }, (_, roomIx) => {
      const sides = { base: new Room(this.#memory), instruct: new Room(this.#memory) };
      return {
        bytes: (side, nBytes) => sides[side].bytes(nBytes),
        compare: (rows, { hasSums }) => this.#compare(rows, { roomIx, sides, hasSums }),
      };
    });
  }

  /**
   * From now on D^T (D x) is summed, for D = W_instruct - W_base and up to eight vectors x, rounded to float32, or nothing beside the sums.
   *
   * @param vectors f64 `[K]` each
   */
  begin(vectors: readonly Float64Array[] | null): void {
    this.#asked = null;
    if (vectors === null) return;
    const nColumns = vectors[0]!.length;
    const { x, images } = this.#products ??= this.#makeProducts();
    const given = this.#memory.floats(x, filledUp(nColumns) * N_VECTORS).fill(0);
    vectors.forEach((vector, ix) => {
      for (let k = 0; k < nColumns; k++) given[k * N_VECTORS + ix] = vector[k]!;
    });
    this.#images(images, nColumns).fill(0);
    this.#asked = { nColumns, nVectors: vectors.length };
  }

  /** What all rows since {@link begin} give, a vector f64 `[K]` for each that was given. */
  products(): Float64Array[] {
    if (this.#asked === null || this.#products === null) {
      throw new Error("Cannot tell products: none were begun");
    }
    const { nColumns, nVectors } = this.#asked;
    const all = this.#images(this.#products.images, nColumns);
    const stride = filledUp(nColumns) * N_VECTORS;
    const sums = all.slice(0, stride);
    for (let from = stride; from < all.length; from += stride) {
      for (let i = 0; i < stride; i++) sums[i]! += all[from + i]!;
    }
    return Array.from(
      { length: nVectors },
      (_, ix) => Float64Array.from({ length: nColumns }, (_, k) => sums[k * N_VECTORS + ix]!),
    );
  }

  [Symbol.dispose](): void {
    this.#threads.dispose();
  }

  async #compare(
    { shape: [nRows, nColumns], dtypes, isRounded }: RoomRows,
    { roomIx, sides, hasSums }: {
      roomIx: number;
      sides: Readonly<Record<Side, Room>>;
      hasSums: boolean;
    },
  ): Promise<TensorSums> {
    const rowsOfPart = Math.ceil(nRows / N_PARTS / ROWS) * ROWS;
    const nParts = Math.ceil(nRows / rowsOfPart);
    const ofRoom = this.#sums + roomIx * N_PARTS * N_SUMS * FLOAT64_BYTES;
    const sums = this.#memory.doubles(ofRoom, N_PARTS * N_SUMS).fill(0);
    await Promise.all(Array.from({ length: nParts }, (_, part) => {
      const first = part * rowsOfPart;
      const at = (side: Side) => sides[side].at + first * nColumns * bytesPerElement(dtypes[side]);
      return this.#threads.run([
        ...[JOB_KINDS.compareWeights, at("base"), at("instruct")],
        ...[Math.min(rowsOfPart, nRows - first), nColumns],
        ...[DTYPE_CODES[dtypes.base], DTYPE_CODES[dtypes.instruct], Number(isRounded)],
        hasSums ? ofRoom + part * N_SUMS * FLOAT64_BYTES : 0,
        ...this.#productWords(nColumns, roomIx * N_PARTS + part),
      ]);
    }));
    let all = NO_SUMS;
    for (let part = 0; part < nParts; part++) {
      all = addedSums(all, sumsOf(sums.subarray(part * N_SUMS, (part + 1) * N_SUMS)));
    }
    return all;
  }

  /** Where x lies, and the images that a part adds to. */
  #productWords(nColumns: number, partIx: number): number[] {
    if (this.#asked === null || this.#products === null) return [0, 0];
    const { x, images } = this.#products;
    return [x, images + partIx * filledUp(nColumns) * N_VECTORS * FLOAT64_BYTES];
  }

  #makeProducts() {
    const nNumbers = filledUp(this.#maxColumns) * N_VECTORS;
    return {
      x: this.#memory.allocate(nNumbers * FLOAT32_BYTES),
      images: this.#memory.allocate(N_ROOMS * N_PARTS * nNumbers * FLOAT64_BYTES),
    };
  }

  #images(at: number, nColumns: number): Float64Array<SharedArrayBuffer> {
    return this.#memory.doubles(at, N_ROOMS * N_PARTS * filledUp(nColumns) * N_VECTORS);
  }
}

/** K4 */
function filledUp(nColumns: number): number {
  return Math.ceil(nColumns / STEP) * STEP;
}

/** As the kernel orders them. */
function sumsOf(numbers: Float64Array): TensorSums {
  const [base, instruct, delta, baseExcess, ofBase, ofInstruct, nChanged, largest] = numbers;
  return {
    base: base!,
    instruct: instruct!,
    delta: delta!,
    baseExcess: baseExcess!,
    baseRounding: ofBase!,
    instructRounding: ofInstruct!,
    nChanged: nChanged!,
    largest: largest!,
  };
}
