/**
 * Random access to bytes that lie somewhere: a local file here, a ranged HTTP object in a later source.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import type { PlainFile } from "./file_place.ts";

/** Bytes with a publishable name and a known size, read by range. */
export interface ByteSource {
  /** Base name without any folder: it appears in messages and in published pages. */
  readonly name: string;
  /** Size in bytes. */
  readonly sizeBytes: number;
  /**
   * What tells this very content from another without reading it, for keys of results that are kept: it is another where the
   * content is another, and names no place. Of a local file its size and when it was last written, of bytes in memory their
   * SHA-256, of an object on a server what the server calls this version of it.
   */
  readonly identity: string;
  /** Hash of the whole content, where who holds it tells one; then nothing of it need be read to tell it from another. */
  readonly contentHash?: string;
  /**
   * The hash by which the content is known to who fetched it, SHA-256 or Git's id of it, in hexadecimal; null where none is. Whether
   * the bytes have it is not checked.
   */
  namedHash?(): Promise<string | null>;
  /**
   * Fills the whole of `into` with the bytes from `offsetBytes` on. Several reads may be under way at once. A source whose content may
   * change while it is open has to refuse reads from then on, as files of the disk do: whoever reads it cannot tell.
   *
   * @throws {RangeError} if the range passes the end.
   * @throws {Error} if the bytes cannot be read.
   */
  read(offsetBytes: number, into: Uint8Array): Promise<void>;
  /** The plain file whose bytes these are, all of them; left out where there is none. */
  readonly plainFile?: PlainFile;
  /** Of so many bytes from there on, how many a read would have to fetch over a network; left out where all are at hand. */
  missingBytes?(offsetBytes: number, nBytes: number): number;
  /** Releases what the source holds open. Reading afterwards is an error. */
  close(): void;
}

/** Passes if a range lies within the bytes of a source. @throws {RangeError} else, in one line. */
export function expectWithin(
  { name, sizeBytes }: Pick<ByteSource, "name" | "sizeBytes">,
  { offsetBytes, endByte }: { offsetBytes: number; endByte: number },
): void {
  if (Number.isSafeInteger(offsetBytes) && offsetBytes >= 0 && endByte <= sizeBytes) return;
  throw new RangeError(
    `Cannot read bytes ${offsetBytes} to ${endByte} of ${
      shownName(name)
    }: it has ${sizeBytes} bytes`,
  );
}

/** A file of up to here is read faster whole than in several parts. */
const SMALL_FILE_BYTES = 256 * 2 ** 10;

/** The same bytes; those of a small file are read all at once, when the first of them are asked for. */
export function inOneRead(source: ByteSource): ByteSource {
  const { name, sizeBytes, identity } = source;
  if (sizeBytes > SMALL_FILE_BYTES) return source;
  return {
    name,
    sizeBytes,
    identity,
    ...source.contentHash !== undefined && { contentHash: source.contentHash },
    ...source.namedHash && { namedHash: source.namedHash.bind(source) },
    read: readOnce(source),
    ...source.missingBytes && { missingBytes: source.missingBytes.bind(source) },
    close: () => source.close(),
  };
}

/** A `read` that asks for all bytes the first time, and keeps them. */
export function readOnce(source: Pick<ByteSource, "sizeBytes" | "read">): ByteSource["read"] {
  let whole: Promise<Uint8Array> | null = null;
  const readWhole = async () => {
    const bytes = new Uint8Array(source.sizeBytes);
    await source.read(0, bytes);
    return bytes;
  };
  return async (offsetBytes, into) => {
    const endByte = offsetBytes + into.byteLength; // exclusive
    // What cannot be read is refused in the source's own words.
    if (offsetBytes < 0 || endByte > source.sizeBytes) return await source.read(offsetBytes, into);
    into.set((await (whole ??= readWhole())).subarray(offsetBytes, endByte));
  };
}

/** Page size that file reads prefer their destination to be aligned to. */
const PAGE_BYTES = 4096;
/** Large ArrayBuffers of V8 start this far past a page boundary on Linux (header of the allocator's mapping). */
const LARGE_BUFFER_SKEW_BYTES = 16;

/**
 * A zeroed buffer whose first byte lies on a page boundary where V8 places large buffers: reads into it were measured 4 to 5
 * times faster on AMD Zen 3 (glibc bug 30994) and never slower.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { alignedBytes } from "./bytes.ts";
 * assert(alignedBytes(1 << 20).byteLength === 1 << 20);
 * ```
 */
export function alignedBytes(nBytes: number): Uint8Array<ArrayBuffer> {
  const start = PAGE_BYTES - LARGE_BUFFER_SKEW_BYTES;
  return new Uint8Array(nBytes + PAGE_BYTES).subarray(start, start + nBytes);
}
