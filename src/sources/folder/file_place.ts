/**
 * Where bytes lie in a plain file, for another thread that reads them itself.
 *
 * @module
 */

/** Fills the whole of `into` with bytes from `offsetBytes` on. */
type Read = (offsetBytes: number, into: Uint8Array) => Promise<void>;

/** A plain file whose bytes are those that are asked for, as they lie there. */
export interface PlainFile {
  readonly path: string;
  /** To be called after bytes were read: then they are those that there were when the file was opened. @throws {Error} if they may be others. */
  expectUnchanged(): void;
}

/** A place in a plain file. */
export interface FilePlace {
  readonly file: PlainFile;
  readonly offsetBytes: number;
}

/** By what reads the same bytes, so that whoever puts another `read` in its place, to change or to watch what is read, loses the place too. */
const PLACES = new WeakMap<Read, FilePlace>();

/** Tells where the first byte lies that `read` gives; returns `read`. */
export function lyingAt(read: Read, place: FilePlace): Read {
  PLACES.set(read, place);
  return read;
}

/** Where the bytes lie that `read` gives; undefined where they are in no plain file, or not as they are there. */
export function placeOf({ read }: { readonly read: Read }): FilePlace | undefined {
  return PLACES.get(read);
}
