/**
 * Bytes of one file of a server that came so far, kept on the disk:
 *
 *     PATH            a sparse file of the true size, with the bytes that came at their places
 *     PATH.ranges     its journal: which ranges those are
 *
 * A range is journaled after its bytes are on the disk, so that the journal of a killed run is short and never wrong.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { fill, writeAll } from "../folder/file_handle.ts";
import { shownName } from "../../text/quote.ts";
import { limitOf } from "../folder/full_disk.ts";
import { isReadOnly } from "../folder/read_only.ts";
import { unkept } from "./keeping.ts";
import { openFiles, openReadOnly, type StoreFiles } from "./range_files.ts";
import { Handles } from "./range_handles.ts";
import { append, lineOf, type StoredObject } from "./range_journal.ts";
import { type ByteRange, ByteRanges } from "./ranges.ts";
import { messageOf } from "../../text/error_message.ts";

/** Written bytes are journaled once this many wait for it, */
const MAX_PENDING_BYTES = 64 * 2 ** 20;
/** or this long after the first of them, in milliseconds. */
const MAX_PENDING_MS = 1000;

/** A file of which some ranges are held. */
export interface RangeStore {
  /** Of the sparse file. */
  readonly path: string;
  /** Size in bytes of the whole, held or not. */
  readonly sizeBytes: number;
  /** Parts of a range that are not held yet, ascending. */
  missing(range: ByteRange): ByteRange[];
  /** Bytes that are held. */
  readonly heldBytes: number;
  /**
   * Fills the whole of `into` with the bytes from `offsetBytes` on. Several reads and writes may be under way at once.
   *
   * @throws {RangeError} if the range passes the end.
   * @throws {Error} if a part of it is not held, or cannot be read.
   */
  read(offsetBytes: number, into: Uint8Array): Promise<void>;
  /**
   * Keeps bytes, which are not to change until it is done. From then on they are held for this store, and for those that are
   * opened later once they are in the journal.
   *
   * @throws {RangeError} if the range passes the end.
   * @throws {Error} if the bytes cannot be written or journaled.
   */
  write(offsetBytes: number, bytes: Uint8Array): Promise<void>;
  /** Syncs and journals what was written so far. @throws {Error} if the disk refuses. */
  flush(): Promise<void>;
  /** Waits for what is under way, flushes, and releases the files. @throws {Error} if the flush fails. */
  close(): Promise<void>;
}

/**
 * Opens or makes the store at `path`, and the folders above it. One of another size, identity or format is begun anew, and so is
 * one whose file is missing or has another size than told. One that may only be read gives what it holds, and takes nothing.
 *
 * @throws {Error} if the files cannot be made, read or locked, naming `path`.
 */
export async function openRangeStore(path: string, of: StoredObject): Promise<RangeStore> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    return new FileRangeStore(path, of.sizeBytes, await openFiles(path, of));
  } catch (cause) {
    const files = isReadOnly(cause) ? await openReadOnly(path, of).catch(() => null) : null;
    if (files !== null) return new FileRangeStore(path, of.sizeBytes, files);
    throw new Error(`Cannot open ${shownName(path)}: ${messageOf(cause)}`, { cause });
  }
}

/** {@link RangeStore} in {@link StoreFiles}. */
class FileRangeStore implements RangeStore {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #files: StoreFiles;
  readonly #handles: Handles;
  readonly #underWay = new Set<Promise<void>>();
  /** Written, and neither synced nor journaled yet. */
  #pending = new ByteRanges();
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Flushes follow one another: two appends at once would mix. */
  #lastFlush: Promise<void> = Promise.resolve();
  /** The flush that a full batch began. */
  #lastBatch: Promise<void> = Promise.resolve();
  /** Why nothing can be journaled any more. */
  #failure: Error | null = null;
  #closing: Promise<void> | null = null;

  constructor(path: string, sizeBytes: number, files: StoreFiles) {
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.#files = files;
    this.#handles = new Handles(path, files);
  }

  get heldBytes(): number {
    return this.#files.held.totalBytes;
  }

  missing(range: ByteRange): ByteRange[] {
    return this.#files.held.missing(range);
  }

  async read(offsetBytes: number, into: Uint8Array): Promise<void> {
    const range = this.#rangeOf("read", offsetBytes, into);
    const gap = this.missing(range)[0];
    if (gap !== undefined) {
      throw this.#error("read", range, `${bytesOf(gap)} are not held`);
    }
    await this.#do("read", range, (handle) => fill(handle, offsetBytes, into));
  }

  async write(offsetBytes: number, bytes: Uint8Array): Promise<void> {
    const range = this.#rangeOf("write", offsetBytes, bytes);
    if (this.#failure !== null) throw this.#failure;
    if (!this.#files.isWritable) {
      throw this.#error("write", range, "its folder may be read and not be written to");
    }
    await this.#do("write", range, async (handle) => {
      handle.seekSync(offsetBytes, Deno.SeekMode.Start);
      await writeAll(handle, bytes);
      // Here, before another may find that nothing is under way: a close flushes what it waited for.
      this.#files.held.add(range);
      this.#pending.add(range);
    });
    if (this.#pending.totalBytes < MAX_PENDING_BYTES) return this.#flushLater();
    // The write that fills a batch begins its flush and waits for the one before: the disk syncs while more is written, and
    // writes do not run ahead of it without end.
    const before = this.#lastBatch;
    this.#lastBatch = this.flush();
    this.#lastBatch.catch(() => {}); // said to the write that fills the next batch, or by the next flush
    await before;
  }

  flush(): Promise<void> {
    const flush = this.#lastFlush.then(() => this.#flushPending());
    this.#lastFlush = flush.catch(() => {});
    return flush;
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    try {
      await this.flush();
    } finally {
      this.#stopTimer();
      this.#handles.close();
      this.#files.sync.close();
      this.#files.journal.close();
    }
  }

  #flushLater(): void {
    if (this.#timer !== null || this.#closing !== null || this.#pending.totalBytes === 0) return;
    // What fails here fails again at the next flush, which has someone to tell.
    this.#timer = setTimeout(() => this.flush().catch(() => {}), MAX_PENDING_MS);
    Deno.unrefTimer(this.#timer);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #flushPending(): Promise<void> {
    this.#stopTimer();
    if (this.#failure !== null) throw this.#failure;
    // What is written from here on may miss the sync, and waits for the next flush.
    const written = this.#pending;
    if (written.totalBytes === 0) return;
    this.#pending = new ByteRanges();
    try {
      await this.#files.sync.syncData();
    } catch (cause) {
      // A second sync may succeed although the bytes of the first are lost: none of them is ever journaled.
      this.#failure = this.#flushError(cause);
      throw this.#failure;
    }
    try {
      await append(this.#files.journal, [...written].map((range) => `${lineOf(range)}\n`).join(""));
    } catch (cause) {
      for (const range of written) this.#pending.add(range);
      throw this.#flushError(cause);
    }
  }

  /** Does one thing with a handle of the file. */
  async #do(
    what: "read" | "write",
    range: ByteRange,
    use: (handle: Deno.FsFile) => Promise<void>,
  ): Promise<void> {
    if (this.#closing !== null) {
      throw new Error(`Cannot ${what} ${shownName(basename(this.path))}: it was closed`);
    }
    const doing = this.#handles.use(use);
    this.#underWay.add(doing);
    try {
      await doing;
    } catch (cause) {
      if (limitOf(cause) !== null) throw unkept(this.path, cause);
      throw this.#error(what, range, messageOf(cause), cause);
    } finally {
      this.#underWay.delete(doing);
    }
  }

  #rangeOf(what: "read" | "write", start: number, bytes: Uint8Array): ByteRange {
    const range = { start, end: start + bytes.byteLength };
    if (Number.isSafeInteger(start) && start >= 0 && range.end <= this.sizeBytes) return range;
    throw new RangeError(this.#error(what, range, `it has ${this.sizeBytes} bytes`).message);
  }

  #error(what: "read" | "write", range: ByteRange, finding: string, cause?: unknown): Error {
    const name = shownName(basename(this.path));
    return new Error(`Cannot ${what} ${bytesOf(range)} of ${name}: ${finding}`, { cause });
  }

  #flushError(cause: unknown): Error {
    const name = shownName(basename(this.path));
    return new Error(`Cannot keep what was written to ${name}: ${messageOf(cause)}`, { cause });
  }
}

function bytesOf({ start, end }: ByteRange): string {
  return `bytes ${start} to ${end}`;
}
