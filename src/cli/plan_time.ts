/**
 * About how long a run takes, for `--plan`: one tile of weights is read and multiplied, and the rest is arithmetic.
 *
 * Shape letters: R rows and K columns of a weight, V input vectors.
 *
 * @module
 */

import { messageOf } from "../text/error_message.ts";
import { bytesText } from "../text/words.ts";
import { durationText } from "../site/kit/numbers.ts";
import { planTiles } from "../compute/tiles.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import {
  countVectors,
  neuronBytesOf,
  type PlannedRun,
  plannedTensors,
  weightBytes,
} from "./plan.ts";

/** Times that the tile is multiplied: the first also builds kernels and fills caches. */
const N_TRIALS = 3;
/** Vectors that it is multiplied with at most, as a share of all: from here on time grows with their number. */
const MOST_VECTORS = 256;
/** Multiply-adds of one trial about, so that a plan of any size is there within a second; a tile has fewer rows for it. */
const TRIAL_TERMS = 2 ** 29;
const LEAST_ROWS = 8;

/** The estimate and what it rests on. Reads one tile of the first matrix. */
export async function estimateTime(run: PlannedRun): Promise<string> {
  const { inputs, prepared, opened } = run;
  const [matrix] = plannedTensors(inputs, prepared.layers)
    .map(({ tensor }) => tensor)
    .filter(({ shape }) => shape.length === 2);
  if (matrix === undefined) return "unknown: no matrix would be read";
  const [, K = 1] = matrix.shape;
  const nVectors = countVectors(inputs, prepared);
  const nTimed = Math.min(nVectors, MOST_VECTORS, opened.engine.maxRows(K));
  const nRows = Math.min(
    planTiles(matrix, opened.tileLayout).rowsPerTile,
    Math.max(LEAST_ROWS, Math.floor(TRIAL_TERMS / (nTimed * K))),
  );
  const tile = firstRows(matrix, nRows);
  let seconds: number;
  try {
    seconds = await timeTile(run, tile, nTimed);
  } catch (error) {
    // What a run would be refused for is part of its plan.
    return `unknown: ${messageOf(error)}`;
  }
  const nBytes = weightBytes(inputs, prepared.layers) + neuronBytesOf(run);
  return timeText({ nBytes, tileBytes: tile.sizeBytes, seconds, nVectors, nTimed });
}

/**
 * The estimate in words.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { timeText } from "./plan_time.ts";
 * const timed = { nBytes: 4e9, tileBytes: 16e6, seconds: 0.5, nVectors: 200, nTimed: 200 };
 * assert(timeText(timed).startsWith("at least about 2 min 5 s for the weights"), timeText(timed));
 * ```
 */
export function timeText(
  { nBytes, tileBytes, seconds, nVectors, nTimed }: {
    nBytes: number;
    tileBytes: number;
    seconds: number;
    /** All of a run, and those of them that the tile was multiplied with. */
    nVectors: number;
    nTimed: number;
  },
): string {
  return `at least about ${
    durationText(seconds * nBytes / tileBytes * nVectors / nTimed)
  } for the weights, from one tile of ${bytesText(tileBytes)} read and multiplied with ${
    nTimed === nVectors ? "" : `${nTimed} of `
  }${nVectors} vectors in ${
    (1000 * seconds).toFixed(0)
  } ms here; decompositions, evidence and pages come on top`;
}

/** The first rows of a matrix as a matrix. */
function firstRows(matrix: WeightTensor, nRows: number): WeightTensor {
  const [R = 0, K = 0] = matrix.shape;
  const rows = Math.min(nRows, R);
  return {
    ...matrix,
    shape: [rows, K],
    sizeBytes: matrix.sizeBytes / R * rows,
    // A plan fetches no weight: zeros are multiplied as fast.
    read: (at, into) =>
      isAtHand(matrix) ? matrix.read(at, into) : Promise.resolve(void into.fill(0)),
  };
}

function isAtHand({ missingBytes }: WeightTensor): boolean {
  return (missingBytes?.() ?? 0) === 0;
}

/** Seconds that the last of a few trials took. */
async function timeTile(
  { opened }: PlannedRun,
  tile: WeightTensor,
  nVectors: number,
): Promise<number> {
  const { engine } = opened;
  const [, K = 0] = tile.shape;
  const x = engine.upload(new Float32Array(nVectors * K).fill(1 / K), {
    nRows: nVectors,
    nColumns: K,
  });
  let seconds = 0;
  try {
    for (let trial = 0; trial < N_TRIALS; trial++) {
      const started = performance.now();
      const products = await engine.linear([{ x, rounding: engine.weights }], tile);
      await engine.download(products);
      seconds = (performance.now() - started) / 1000;
      for (const product of products) product.release();
    }
  } finally {
    x.release();
  }
  return seconds;
}
