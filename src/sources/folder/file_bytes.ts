/**
 * A local file as a {@link ByteSource}.
 *
 * @module
 */

import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type ByteSource, expectWithin } from "./bytes.ts";
import { ChangedFile, changeOfSize } from "./changed_file.ts";
import { fill, MAX_HANDLES } from "./file_handle.ts";
import { unreadableError } from "./folder.ts";
import type { PlainFile } from "./file_place.ts";
import { limitOf } from "./full_disk.ts";
import { hashNaming } from "./named_hash.ts";
import { lookAt } from "./path_state.ts";
import { Turns } from "./turns.ts";
import { shownName } from "../../text/quote.ts";
import { messageOf } from "../../text/error_message.ts";

/**
 * Opens a file for reading by range. Every read is refused from then on where the file at the path is no longer what was opened.
 *
 * @param options.mayBeReplaced Whether others put the same content in its place, as runs that share a cache do: its size alone is asked
 *   then.
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
export async function openFileBytes(
  path: string,
  { mayBeReplaced = false }: { mayBeReplaced?: boolean } = {},
): Promise<ByteSource> {
  try {
    const state = stateOf(path);
    // Opened now, so that a file that may not be read is named here and not in the middle of a run.
    const handle = await Deno.open(path);
    return new FileBytes({ path, state, handle, mayBeReplaced });
  } catch (cause) {
    const state = await lookAt(path);
    if (state.is === "unreadable") throw unreadableError(shownName(path), state);
    const finding = state.is === "nothing"
      ? "no such file"
      : cause instanceof Deno.errors.PermissionDenied
      ? "permission denied"
      : limitOf(cause) ?? messageOf(cause);
    throw new Error(`Cannot open ${shownName(path)}: ${finding}`, { cause });
  }
}

/**
 * What tells a file from another at its path. Of the nanoseconds at which it was last written Deno 2.9 tells whole milliseconds alone,
 * so that a file written twice within one, at the same size, is taken for one.
 */
interface FileState {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ino: bigint;
  readonly dev: bigint;
}

/** Asked at once: of a file that was just opened or read it is at hand, and to ask in the background took a tenth of a pass. */
function stateOf(path: string): FileState {
  const info = statSync(path, { bigint: true });
  if (!info.isFile()) throw new TypeError("expected a file, found a folder");
  return info;
}

/** What is another of a file than it was; null where nothing is. */
function changeOf(was: FileState, is: FileState): string | null {
  if (is.size !== was.size) return changeOfSize(Number(was.size), Number(is.size));
  if (is.mtimeNs !== was.mtimeNs) return "it was written to";
  return is.ino === was.ino && is.dev === was.dev ? null : "another file was put in its place";
}

function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || Object(error).code === "ENOENT";
}

/**
 * A handle serves one action at a time (seek and read are two calls), so each read in flight has a handle of its own, taken
 * from `#idle` or opened.
 */
class FileBytes implements ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly identity: string;
  readonly plainFile: PlainFile;
  readonly #path: string;
  readonly #state: FileState;
  readonly #mayBeReplaced: boolean;
  readonly #idle: Deno.FsFile[];
  readonly #turns = new Turns(MAX_HANDLES);
  #isClosed = false;

  constructor({ path, state, handle, mayBeReplaced }: {
    path: string;
    state: FileState;
    handle: Deno.FsFile;
    mayBeReplaced: boolean;
  }) {
    this.#path = path;
    this.#state = state;
    this.#mayBeReplaced = mayBeReplaced;
    this.name = basename(path);
    this.sizeBytes = Number(state.size);
    this.identity = `${state.size} bytes, written at ${state.mtimeNs} ns`;
    this.#idle = [handle];
    this.plainFile = {
      path,
      expectUnchanged: () => {
        this.#expectOpen();
        this.#expectUnchanged();
      },
    };
  }

  namedHash(): Promise<string | null> {
    return hashNaming(this.#path);
  }

  async read(offsetBytes: number, into: Uint8Array): Promise<void> {
    const endByte = offsetBytes + into.byteLength; // exclusive
    expectWithin(this, { offsetBytes, endByte });
    await this.#turns.run(async () => {
      try {
        await this.#readWithHandle(offsetBytes, into);
      } finally {
        this.#expectUnchanged(); // where it failed too: of a file that went away the system tells less
      }
    });
  }

  /** After the bytes were read: then they are those that there were when the file was opened. */
  #expectUnchanged(): void {
    let state: FileState;
    try {
      state = stateOf(this.#path);
    } catch (cause) {
      if (isMissing(cause)) {
        throw new ChangedFile(this.#path, "it was removed", { until: "once it is back" });
      }
      throw new ChangedFile(this.#path, `it became unreadable (${messageOf(cause)})`);
    }
    const { size } = state;
    const change = changeOf(this.#state, this.#mayBeReplaced ? { ...this.#state, size } : state);
    if (change !== null) throw new ChangedFile(this.#path, change);
  }

  #expectOpen(): void {
    if (this.#isClosed) throw new Error(`Cannot read ${shownName(this.name)}: it was closed`);
  }

  async #readWithHandle(offsetBytes: number, into: Uint8Array): Promise<void> {
    this.#expectOpen();
    let handle: Deno.FsFile | undefined;
    try {
      handle = this.#idle.pop() ?? await Deno.open(this.#path);
      await fill(handle, offsetBytes, into);
    } catch (cause) {
      handle?.close();
      throw new Error(
        `Cannot read ${into.byteLength} bytes at ${offsetBytes} of ${this.#withFolder()}: ${
          limitOf(cause) ?? messageOf(cause)
        }`,
        { cause },
      );
    }
    if (this.#isClosed) handle.close();
    else this.#idle.push(handle);
  }

  /** Both checkpoints have a `model.safetensors`; whole paths are kept out of what may be published. */
  #withFolder(): string {
    return shownName(join(basename(dirname(this.#path)), this.name));
  }

  close(): void {
    this.#isClosed = true;
    for (const handle of this.#idle.splice(0)) handle.close();
  }
}
