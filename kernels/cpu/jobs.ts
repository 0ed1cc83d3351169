// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * What a thread does: it takes jobs, one after another, from a ring in shared memory until it is told to stop.
 *
 * The ring, in words of 4 bytes: 0 jobs that were put there so far, 1 jobs that were taken so far, 2 whether to stop; from word 16 on
 * 1024 jobs of 16 words. `src/compute/wasm/job_ring.ts` writes it.
 */

import { combineRows } from "./combine_rows";
import { linear } from "./linear";

const N_JOBS: i32 = 1024;
const JOB_BYTES: usize = 64;

/** Kinds of jobs. */
const LINEAR: i32 = 0;

/** Bytes of one use of a weight: x, V, y, whether weights are rounded. */
const USE_BYTES: usize = 16;

/** Tells the main thread that a job is done. */
declare function finished(job: i32): void;

export function work(ring: usize, scratch: usize): void {
  while (true) {
    // In this order: jobs taken meanwhile are then no jobs that are yet to be put there.
    const nTaken = atomic.load<i32>(ring, 4);
    const nPut = atomic.load<i32>(ring);
    if (atomic.load<i32>(ring, 8) !== 0) return;
    if (nTaken === nPut) {
      atomic.wait<i32>(ring, nPut, -1);
    } else if (atomic.cmpxchg<i32>(ring + 4, nTaken, nTaken + 1) === nTaken) {
      runJob(ring + JOB_BYTES + <usize> (nTaken & (N_JOBS - 1)) * JOB_BYTES, scratch);
      finished(nTaken);
    }
  }
}

/** Words 0 to 5: kind, tile, its rows, columns, element type, its first row within the weight. */
function runJob(job: usize, scratch: usize): void {
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
