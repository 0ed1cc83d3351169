/**
 * One piece after another, with several reads in flight.
 *
 * @module
 */

/** What is read and taken. */
export interface ReadAhead<T> {
  /** Pieces in all. */
  readonly nPieces: number;
  /** Pieces that are read or held at once. */
  readonly nSlots: number;
  /** Reads the piece of a number, into what belongs to `ix % nSlots`. */
  readonly read: (ix: number) => Promise<T>;
  /** Takes it; what it lies in is filled anew once this returns. */
  readonly consume: (piece: T) => Promise<void> | void;
}

/**
 * Calls `consume` with each piece in order and waits for it; the next ones are being read meanwhile.
 *
 * @throws {Error} what reading or `consume` throws; no read is under way then.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readAhead } from "./read_ahead.ts";
 * const taken: number[] = [];
 * await readAhead({
 *   nPieces: 3,
 *   nSlots: 2,
 *   read: (ix) => Promise.resolve(ix * ix),
 *   consume: (piece) => void taken.push(piece),
 * });
 * assert.deepEqual(taken, [0, 1, 4]);
 * ```
 */
export async function readAhead<T>(
  { nPieces, nSlots, read, consume }: ReadAhead<T>,
): Promise<void> {
  const reads: Promise<T>[] = [];
  const startRead = () => {
    if (reads.length >= nPieces) return;
    const piece = read(reads.length);
    piece.catch(() => {}); // reported where it is awaited, which an earlier failure may prevent
    reads.push(piece);
  };
  try {
    for (let i = 0; i < nSlots; i++) startRead();
    for (let ix = 0; ix < nPieces; ix++) {
      await consume(await reads[ix]!);
      startRead();
    }
  } finally {
    await Promise.allSettled(reads);
  }
}
