// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Which vectors are multiplied at a time, in turns of six or of four, and how their sums lie.
 *
 * A turn has four neighbours of a group, as half a column of it is one load, and two neighbours of this group or the next.
 */

import { COLUMN_ROWS, groupOf, LANES } from "./shapes.ts";

/** Rows whose sums are done before the next: a multiple of 16, as products take them. */
export const ROWS: i32 = 48;
/** Bytes of the sums of sixteen rows and one vector, float64; of a group, and of all rows and a group. */
export const VECTOR_BYTES: usize = COLUMN_ROWS * 8;
export const SIXTEEN_BYTES: usize = <usize> LANES * VECTOR_BYTES;
export const GROUP_BYTES: usize = <usize> (ROWS / 16) * SIXTEEN_BYTES;

/** Of one turn: where its four vectors lie and their sums, and the two more and theirs, 0 if there are none. */
export const TURN_BYTES: usize = 16;

/**
 * Notes the turns of some vectors, and clears the sums that fill up their last group.
 *
 * @param matrix `[V, K]`, of which the vectors of `firstGroup` and `nVectors` in all are taken.
 * @param sums Of the first of these groups.
 * @returns Where the next turn is noted.
 */
export function noteTurns(
  turn: usize,
  matrix: usize,
  firstGroup: i32,
  nVectors: i32,
  nColumns: i32,
  sums: usize,
): usize {
  const nPairs = (nVectors + 1) / 2;
  // As many sixes as there can be: a pair that they leave and the last six are two fours.
  let nFours: i32 = nPairs === 1 ? 1 : (3 - nPairs % 3) % 3;
  for (let pair = 0; pair < nPairs; nFours--) {
    // Of three pairs in a row the first two or the last two are four neighbours of a group.
    const four = nFours > 0 ? pair : (pair + 1) & ~1;
    store<usize>(turn, pairOf(matrix, firstGroup, four, nColumns));
    store<usize>(turn, sumsOf(sums, four), 4);
    if (nFours > 0) {
      store<usize>(turn, 0, 8);
      pair += 2;
    } else {
      const two = four === pair ? pair + 2 : pair;
      store<usize>(turn, pairOf(matrix, firstGroup, two, nColumns), 8);
      store<usize>(turn, sumsOf(sums, two), 12);
      pair += 3;
    }
    turn += TURN_BYTES;
  }
  for (let pair = nPairs; pair & 3; pair++) {
    for (let row: usize = 0; row < GROUP_BYTES; row += SIXTEEN_BYTES) {
      memory.fill(sumsOf(sums, pair) + row, 0, 2 * VECTOR_BYTES);
    }
  }
  return turn;
}

/** Where two vectors lie. */
function pairOf(matrix: usize, firstGroup: i32, pair: i32, nColumns: i32): usize {
  return groupOf(matrix, firstGroup + (pair >> 2), nColumns) + <usize> (pair & 3) * 8;
}

/** Where their sums lie. */
function sumsOf(sums: usize, pair: i32): usize {
  return sums + <usize> (pair >> 2) * GROUP_BYTES + <usize> (pair & 3) * 2 * VECTOR_BYTES;
}
