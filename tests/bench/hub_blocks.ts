/**
 * The blocks in which tensors are fetched.
 *
 * @module
 */

/** As long as the tiles of the pass. */
export const BLOCK_BYTES = 16 * 2 ** 20;

/** The blocks of a tensor, in bytes from its start on, `end` exclusive. */
export function blocksIn(sizeBytes: number): { start: number; end: number }[] {
  return Array.from({ length: Math.ceil(sizeBytes / BLOCK_BYTES) }, (_, i) => ({
    start: i * BLOCK_BYTES,
    end: Math.min((i + 1) * BLOCK_BYTES, sizeBytes),
  }));
}
