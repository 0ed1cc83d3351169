/**
 * Whole reads and writes with a handle of a file, of which one call may do a part, and how many handles a file may have.
 *
 * @module
 */

/**
 * Handles of one file, a read or write under way with each; further ones wait. Two to four were measured to saturate memory bandwidth,
 * and network storage gains up to eight.
 */
export const MAX_HANDLES = 8;

/** Reads until `into` is full. @throws {Error} if the file ends before. */
export async function fill(
  file: Deno.FsFile,
  offsetBytes: number,
  into: Uint8Array,
): Promise<void> {
  file.seekSync(offsetBytes, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < into.byteLength) {
    const nBytes = await file.read(into.subarray(filled));
    if (nBytes === null) {
      throw new Error(`the file ends after ${filled} of them; it has shrunk since it was opened`);
    }
    filled += nBytes;
  }
}

/** Writes all of `bytes` at where the handle stands. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  let nWritten = 0;
  while (nWritten < bytes.byteLength) nWritten += await file.write(bytes.subarray(nWritten));
}
