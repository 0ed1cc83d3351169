// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * What a thread does. A job is 16 words of 4 bytes in shared memory; `src/compute/wasm/` writes them. Words 9 to 11 and 13 to
 * 15 of a job of kind 0 may tell the thread what rows to read itself, as `src/compute/wasm/threads.ts` has them; 13 is 0 where they do
 * not. It reads a tile at a time, and puts that one into words 1, 2 and 5 before it calls.
 */

import { combineRows } from "./combine_rows.ts";
import { compareWeights } from "./compare_weights.ts";
import { gatedActivation } from "./gated_activation.ts";
import { linear } from "./linear.ts";

/** Kinds of jobs. */
const LINEAR: i32 = 0;
const COMBINE_ROWS: i32 = 1;
const COMPARE_WEIGHTS: i32 = 3;

/** Word 0: kind. */
export function runJob(job: usize, scratch: usize): void {
  const kind = load<i32>(job);
  if (kind === LINEAR) runLinear(job, scratch);
  else if (kind === COMBINE_ROWS) runCombineRows(job, scratch);
  else if (kind === COMPARE_WEIGHTS) runCompareWeights(job, scratch);
  else {
    // 1 gate, 2 up, 3 h, 4 how many elements, 5 activation
    gatedActivation(
      load<usize>(job, 4),
      load<usize>(job, 8),
      load<usize>(job, 12),
      load<i32>(job, 16),
      load<i32>(job, 20),
    );
  }
}

/** Words 1 to 5: tile, its rows, columns, element type, its first row within the weight; 6 uses, 7 how many, 8 rows of the weight. */
function runLinear(job: usize, scratch: usize): void {
  linear(
    load<usize>(job, 4),
    load<i32>(job, 8),
    load<i32>(job, 12),
    load<i32>(job, 16),
    load<usize>(job, 24),
    load<i32>(job, 28),
    load<i32>(job, 32),
    load<i32>(job, 20),
    scratch,
  );
}

/** Words 1 to 5 as above; 6 g, 7 P, 8 R, 9 sums, 10 and 11 columns, 12 whether weights are rounded. */
function runCombineRows(job: usize, scratch: usize): void {
  combineRows(
    load<usize>(job, 4),
    load<i32>(job, 8),
    load<i32>(job, 12),
    load<i32>(job, 16),
    load<i32>(job, 48) !== 0,
    load<usize>(job, 24),
    load<i32>(job, 28),
    load<i32>(job, 32),
    load<i32>(job, 20),
    load<usize>(job, 36),
    load<i32>(job, 40),
    load<i32>(job, 44),
    scratch,
  );
}

/** Words 1 and 2: a, b; 3 and 4 their rows and columns; 5 and 6 their element types; 7 whether weights are rounded; 8 sums, 9 x, 10 images. */
function runCompareWeights(job: usize, scratch: usize): void {
  compareWeights(
    load<usize>(job, 4),
    load<usize>(job, 8),
    load<i32>(job, 12),
    load<i32>(job, 16),
    load<i32>(job, 20),
    load<i32>(job, 24),
    load<i32>(job, 28),
    load<usize>(job, 32),
    load<usize>(job, 36),
    load<usize>(job, 40),
    scratch,
  );
}
