/**
 * A local file as a {@link ByteSource}.
 *
 * @module
 */

import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { ByteSource } from "./bytes.ts";
import { fill } from "./file_handle.ts";
import { unreadableError } from "./folder.ts";
import { hashNaming } from "./named_hash.ts";
import { lookAt } from "./path_state.ts";
import { Turns } from "./turns.ts";
import { shownName } from "../../text/quote.ts";
import { messageOf } from "../../text/error_message.ts";

/**
 * Reads under way at once in one file; further ones wait. Two to four handles were measured to saturate memory bandwidth,
 * and network storage gains up to eight.
 */
const MAX_HANDLES = 8;

/** Reads of so many bytes are each followed by a look at the file, and smaller ones where the last look is so many milliseconds ago. */
const [LOOKED_AFTER_BYTES, LOOKED_AFTER_MS] = [65_536, 20];

/**
 * Opens a file for reading by range.
 *
 * @throws {Error} if the file is missing, not a plain file or not readable, naming `path`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openFileBytes } from "./file_bytes.ts";
 * const source = await openFileBytes("LICENSE");
 * const first = new Uint8Array(3);
 * await source.read(0, first);
 * source.close();
 * assert(new TextDecoder().decode(first) === "MIT");
 * ```
 */
export async function openFileBytes(path: string): Promise<ByteSource> {
  try {
    const info = await plainFile(path);
    // Opened now, so that a file that may not be read is named here and not in the middle of a run.
    const handle = await Deno.open(path);
    return new FileBytes({
      path,
      sizeBytes: Number(info.size),
      identity: identityOf(info),
      handle,
    });
  } catch (cause) {
    const state = await lookAt(path);
    if (state.is === "unreadable") throw unreadableError(shownName(path), state);
    const finding = state.is === "nothing"
      ? "no such file"
      : cause instanceof Deno.errors.PermissionDenied
      ? "permission denied"
      : messageOf(cause);
    throw new Error(`Cannot open ${shownName(path)}: ${finding}`, { cause });
  }
}

/**
 * Size in bytes, and when the file was last written in nanoseconds: of those, Deno 2.9 tells whole milliseconds alone, so that a
 * file written twice within one, at the same size, is taken for one.
 */
async function plainFile(path: string): Promise<{ size: bigint; mtimeNs: bigint }> {
  const info = await stat(path, { bigint: true });
  if (!info.isFile()) throw new TypeError("expected a file, found a folder");
  return info;
}

function identityOf({ size, mtimeNs }: { size: bigint; mtimeNs: bigint }): string {
  return `${size} bytes, written at ${mtimeNs} ns`;
}

/**
 * A handle serves one action at a time (seek and read are two calls), so each read in flight has a handle of its own, taken
 * from `#idle` or opened.
 */
class FileBytes implements ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly identity: string;
  readonly #path: string;
  readonly #idle: Deno.FsFile[];
  readonly #turns = new Turns(MAX_HANDLES);
  #isClosed = false;
  #lookedAt = 0;

  constructor(
    opened: { path: string; sizeBytes: number; identity: string; handle: Deno.FsFile },
  ) {
    this.#path = opened.path;
    this.name = basename(opened.path);
    this.sizeBytes = opened.sizeBytes;
    this.identity = opened.identity;
    this.#idle = [opened.handle];
  }

  namedHash(): Promise<string | null> {
    return hashNaming(this.#path);
  }

  async read(offsetBytes: number, into: Uint8Array): Promise<void> {
    const endByte = offsetBytes + into.byteLength; // exclusive
    if (!Number.isSafeInteger(offsetBytes) || offsetBytes < 0 || endByte > this.sizeBytes) {
      throw new RangeError(
        `Cannot read bytes ${offsetBytes} to ${endByte} of ${
          shownName(this.name)
        }: it has ${this.sizeBytes} bytes`,
      );
    }
    await this.#turns.run(() => this.#readWithHandle(offsetBytes, into));
    const now = performance.now();
    if (into.byteLength < LOOKED_AFTER_BYTES && now - this.#lookedAt < LOOKED_AFTER_MS) return;
    this.#lookedAt = now;
    await this.#expectUnchanged();
  }

  /** Half of one file and half of another would be numbers of neither. */
  async #expectUnchanged(): Promise<void> {
    const found = await stat(this.#path, { bigint: true }).then(identityOf, messageOf);
    if (found === this.identity) return;
    throw new Error(
      `Cannot go on reading ${
        shownName(this.name)
      }: it was changed while it was read (${this.identity}, then ${found}); run again when it stays as it is`,
    );
  }

  async #readWithHandle(offsetBytes: number, into: Uint8Array): Promise<void> {
    if (this.#isClosed) throw new Error(`Cannot read ${shownName(this.name)}: it was closed`);
    let handle: Deno.FsFile | undefined;
    try {
      handle = this.#idle.pop() ?? await Deno.open(this.#path);
      await fill(handle, offsetBytes, into);
    } catch (cause) {
      handle?.close();
      throw new Error(
        `Cannot read ${into.byteLength} bytes at ${offsetBytes} of ${shownName(this.name)}: ${
          messageOf(cause)
        }`,
        { cause },
      );
    }
    if (this.#isClosed) handle.close();
    else this.#idle.push(handle);
  }

  close(): void {
    this.#isClosed = true;
    for (const handle of this.#idle.splice(0)) handle.close();
  }
}
