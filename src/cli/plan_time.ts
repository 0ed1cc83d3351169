/**
 * About how long a run takes, for `--plan`: one tile of weights is read and multiplied, and the rest is arithmetic.
 *
 * Shape letters: R rows and K columns of a weight, V input vectors.
 *
 * @module
 */

import { messageOf } from "../text/error_message.ts";
import { bytesText, durationText } from "../text/words.ts";
import { planTiles } from "../compute/tiles.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import {
  countVectors,
  neuronBytesOf,
  plannedTensors,
  weightBytes,
} from "../library/planned_bytes.ts";
import type { PlannedRun } from "./plan.ts";

/** Times that a tile is multiplied: the first also builds kernels and fills caches. */
const N_TRIALS = 2;
/** Vectors that it is multiplied with at most, and with a few to tell what each of them takes. */
const [MOST_VECTORS, FEW_VECTORS] = [256, 32];
/** Multiply-adds of one trial about, so that a plan of any size is there within a second; a tile has fewer rows for it. */
const TRIAL_TERMS = 2 ** 28;
/** Rows of a tile that takes little beside what any product takes. */
const LEAST_ROWS = 8;

/** The estimate and what it rests on. Reads some rows of the first matrix. */
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
    Math.max(2 * LEAST_ROWS, Math.floor(TRIAL_TERMS / (nTimed * K))),
  );
  const [least, tile] = [firstRows(matrix, LEAST_ROWS), firstRows(matrix, nRows)];
  const times: TileTimes = {
    nTimed,
    tileBytes: tile.sizeBytes,
    leastBytes: least.sizeBytes,
    ...NONE,
  };
  try {
    times.seconds = await timeTile(run, tile, nTimed);
    times.leastSeconds = await timeTile(run, least, nTimed);
    if (nTimed < nVectors) times.fewSeconds = await timeTile(run, tile, FEW_VECTORS);
  } catch (error) {
    // What a run would be refused for is part of its plan.
    return `unknown: ${messageOf(error)}`;
  }
  const nBytes = weightBytes(inputs, prepared.layers) + neuronBytesOf(run);
  return timeText({ nBytes, nVectors }, times);
}

/** What was measured. */
export interface TileTimes {
  nTimed: number;
  tileBytes: number;
  /** Of the tile with so many vectors, and with few of them: 0 where all of a run were taken. */
  seconds: number;
  fewSeconds: number;
  /** Of a tile so small that it tells what any product takes, whatever its size. */
  leastBytes: number;
  leastSeconds: number;
}

const NONE = { seconds: 0, leastSeconds: 0, fewSeconds: 0 };

/**
 * The estimate in words: bytes take their time, and each vector takes some more for each of them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { timeText } from "./plan_time.ts";
 * const tile = { nTimed: 200, tileBytes: 16e6, seconds: 0.5, fewSeconds: 0 };
 * const text = timeText({ nBytes: 4e9, nVectors: 200 }, { ...tile, leastBytes: 0, leastSeconds: 0 });
 * assert(text.startsWith("about 2 min 5 s for the weights"), text);
 * ```
 */
export function timeText(
  { nBytes, nVectors }: { nBytes: number; nVectors: number },
  { nTimed, tileBytes, seconds, fewSeconds, leastBytes, leastSeconds }: TileTimes,
): string {
  const perByte = Math.max(0, seconds - leastSeconds) / (tileBytes - leastBytes);
  const perVector = nTimed === nVectors
    ? 0
    : Math.max(0, seconds - fewSeconds) / (nTimed - FEW_VECTORS) / tileBytes;
  const whole = nBytes * (perByte + perVector * (nVectors - nTimed));
  return `about ${durationText(whole)} for the weights, from ${
    bytesText(tileBytes)
  } of them read and multiplied with ${
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
