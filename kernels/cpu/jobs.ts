// @ts-nocheck: AssemblyScript, which its own compiler checks

/** What a thread does. A job is 16 words of 4 bytes in shared memory; `src/compute/wasm/products.ts` writes them. */

import { combineRows } from "./combine_rows.ts";
import { linear } from "./linear.ts";

/** Kinds of jobs. */
const LINEAR: i32 = 0;

/** Bytes of one use of a weight: x, V, y, whether weights are rounded. */
const USE_BYTES: usize = 16;

/** Words 0 to 5: kind, tile, its rows, columns, element type, its first row within the weight. */
export function runJob(job: usize, scratch: usize): void {
  const tile = load<usize>(job, 4);
  const nRows = load<i32>(job, 8);
  const nColumns = load<i32>(job, 12);
  const dtype = load<i32>(job, 16);
  const firstRow = load<i32>(job, 20);
  if (load<i32>(job) === LINEAR) {
    // 6 uses, 7 how many, 8 rows of the weight
    let use = load<usize>(job, 24);
    for (let left = load<i32>(job, 28); left > 0; left--) {
      linear(
        tile,
        nRows,
        nColumns,
        dtype,
        load<i32>(use, 12) !== 0,
        load<usize>(use),
        load<i32>(use, 4),
        load<usize>(use, 8),
        load<i32>(job, 32),
        firstRow,
        scratch,
      );
      use += USE_BYTES;
    }
  } else {
    // 6 g, 7 P, 8 R, 9 sums, 10 and 11 columns, 12 whether weights are rounded
    combineRows(
      tile,
      nRows,
      nColumns,
      dtype,
      load<i32>(job, 48) !== 0,
      load<usize>(job, 24),
      load<i32>(job, 28),
      load<i32>(job, 32),
      firstRow,
      load<usize>(job, 36),
      load<i32>(job, 40),
      load<i32>(job, 44),
      scratch,
    );
  }
}
