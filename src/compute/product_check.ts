/**
 * Products computed again in float64: which values of a product are, and how far those of the engine are from them.
 *
 * Shape letters: V input vectors, R rows (outputs) and K columns of a weight.
 *
 * @module
 */

import { seededIndices } from "../math/random.ts";
import type { ProductSums } from "./cpu/product_sums.ts";
import type { WeightRounding, WeightUse } from "./engine.ts";

/** A value is right if |y - y64| is at most this much of sum |w x|, the sizes of the terms that it is the sum of. */
export const LARGEST_DIFFERENCE = 1e-6;

/** Multiply-adds of the sample of one product: milliseconds. */
const SAMPLE_TERMS = 2 ** 21;
/** Bytes of its inputs and outputs that are kept and read back. */
const SAMPLE_BYTES = 2 ** 22;
const [LEAST_ROWS, MOST_ROWS] = [4, 16];
/** Multiply-adds of the block of which every value is computed again. */
const BLOCK_TERMS = 2 ** 22;
/** Vectors of a block that cannot have all rows. */
const BLOCK_VECTORS = 16;

/** The smallest normal float32 number: a device may take what is smaller for 0. */
const LEAST_NORMAL = 2 ** -126;

/** The size of one product. */
export interface ProductShape {
  readonly nVectors: number; // V
  readonly nRows: number; // R
  readonly nColumns: number; // K
}

/** Rows of a weight next to one another, with some of the vectors. */
export interface Block {
  readonly firstRow: number;
  readonly nRows: number;
  /** The first so many of those in the sample. */
  readonly nVectors: number;
}

/** The values of one product that are computed again: those of some rows for some vectors, and those of a block. */
export interface ProductSample {
  /** Ascending. */
  readonly rows: readonly number[];
  /** Ascending. */
  readonly vectors: readonly number[];
  /** Null where none was asked for. */
  readonly block: Block | null;
}

/** The vectors of a sample that one use of the weight has. */
export interface SampledPart {
  readonly rounding: WeightRounding;
  /** Index of the use. */
  readonly use: number;
  /** Within the use. */
  readonly vectors: readonly number[];
  /** Index of the first of them within the sample. */
  readonly first: number;
}

/**
 * Draws the sample of one product: all vectors where they are few, else as many as milliseconds suffice for, and at least four rows.
 * Rows and vectors are spread over the whole, and the last are among them: what goes wrong at an edge goes wrong there.
 *
 * @param options.seed Chooses them.
 * @param options.hasBlock Whether a block is computed again as well: the whole product where it is small.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleOf } from "./product_check.ts";
 * const shape = { nVectors: 300, nRows: 256, nColumns: 64 };
 * const { rows, vectors, block } = sampleOf(shape, { seed: "42", hasBlock: true });
 * assert(rows.length === 16 && vectors.length === 300);
 * assert(block?.nRows === 256 && block.nVectors === 256);
 * ```
 */
export function sampleOf(
  { nVectors, nRows, nColumns }: ProductShape,
  { seed, hasBlock }: { seed: string; hasBlock: boolean },
): ProductSample {
  const fitting = Math.floor(Math.min(
    SAMPLE_TERMS / (LEAST_ROWS * nColumns),
    SAMPLE_BYTES / (Float32Array.BYTES_PER_ELEMENT * (nColumns + nRows)),
  ));
  const vectors = spread(nVectors, Math.max(1, fitting), `${seed} vectors`);
  const nFitting = Math.floor(SAMPLE_TERMS / (vectors.length * nColumns));
  const rows = spread(
    nRows,
    Math.min(MOST_ROWS, Math.max(LEAST_ROWS, nFitting)),
    `${seed} rows`,
  );
  if (!hasBlock) return { rows, vectors, block: null };
  const isWhole = nRows * nColumns <= BLOCK_TERMS;
  const ofBlock = Math.min(
    vectors.length,
    isWhole ? Math.floor(BLOCK_TERMS / (nRows * nColumns)) : BLOCK_VECTORS,
  );
  const blockRows = Math.min(nRows, Math.max(1, Math.floor(BLOCK_TERMS / (ofBlock * nColumns))));
  const firstRow = seededIndices(`${seed} block`, nRows - blockRows + 1)();
  return { rows, vectors, block: { firstRow, nRows: blockRows, nVectors: ofBlock } };
}

/** `count` of the numbers from 0 to `n` - 1, one of each of as many parts, and `n` - 1; all where that is no more. */
function spread(n: number, count: number, seed: string): number[] {
  if (n <= count) return Array.from({ length: n }, (_, ix) => ix);
  return Array.from({ length: count }, (_, part) => {
    const first = Math.floor(part * n / count), end = Math.floor((part + 1) * n / count);
    return part === count - 1 ? n - 1 : first + seededIndices(`${seed} ${part}`, end - first)();
  });
}

/** The vectors of a sample, ascending, by the uses that they belong to: those of one use come after those of the use before. */
export function sampledParts(
  vectors: readonly number[],
  uses: readonly WeightUse[],
): SampledPart[] {
  const parts: SampledPart[] = [];
  let firstVector = 0, first = 0;
  for (const [use, { x: { nRows }, rounding }] of uses.entries()) {
    const ofUse = vectors
      .map((vector) => vector - firstVector)
      .filter((vector) => vector >= 0 && vector < nRows);
    if (ofUse.length > 0) parts.push({ use, rounding, vectors: ofUse, first });
    firstVector += nRows;
    first += ofUse.length;
  }
  return parts;
}

/** One value of a product, as the engine has it and in float64. */
export interface ComparedValue {
  readonly found: number; // y
  readonly expected: number; // y64
  /** |y - y64| over the sum of the sizes of the terms. */
  readonly difference: number;
}

/**
 * Sets a value of a product against y64 = sum of w x: |y - y64| / sum |w x|. What is lost because a device takes the smallest numbers
 * for 0 is no difference.
 *
 * @param sums Of the row and the vector.
 * @param readX The vector, f32 `[K]`, as the engine had it. Asked for where y is farther off than it may be: a view of an array costs as
 * much time as a hundred terms.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { productSums } from "./cpu/product_sums.ts";
 * import { compareValue } from "./product_check.ts";
 * const w = Float32Array.of(1, -2), x = Float32Array.of(3, 1);
 * const value = compareValue(1.5, { ...productSums(w, x), readX: () => x });
 * assert.deepEqual(value, { found: 1.5, expected: 1, difference: 0.1 });
 * ```
 */
export function compareValue(
  found: number,
  { sum: expected, size, readX }: ProductSums & { readonly readX: () => Float32Array },
): ComparedValue {
  const away = Math.abs(found - expected);
  if (away <= LARGEST_DIFFERENCE * size) {
    return { found, expected, difference: size === 0 ? 0 : away / size };
  }
  const x = readX();
  const lost = 2 * x.length * x.reduce((max, entry) => Math.max(max, Math.abs(entry)), 1) *
    LEAST_NORMAL;
  return { found, expected, difference: away <= lost ? 0 : away / size };
}
