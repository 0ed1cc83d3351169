/**
 * Handles of the file of a store, one for each read or write that is under way.
 *
 * @module
 */

import { MAX_HANDLES } from "../folder/file_handle.ts";

/**
 * Handles of one file, opened as they are needed. A handle serves one action at a time (seek and read are two calls), so each in
 * flight has one of its own; calls of `node:fs` that take a position were measured at half the speed where several are.
 */
export class Handles {
  readonly #path: string;
  readonly #options: Deno.OpenOptions;
  readonly #idle: Deno.FsFile[];
  readonly #waiting: ((handle: Deno.FsFile) => void)[] = [];
  /** Whether a handle is of the file, and not of one that another run put in its place. */
  readonly #isOfFile: (handle: Deno.FsFile) => Promise<boolean>;
  #nOpen = 1;
  #maxOpen = MAX_HANDLES;

  constructor(
    path: string,
    { data, sync, isWritable }: { data: Deno.FsFile; sync: Deno.FsFile; isWritable: boolean },
  ) {
    this.#path = path;
    this.#options = { read: true, write: isWritable };
    this.#idle = [data];
    this.#isOfFile = (handle) => isSame(handle, sync);
  }

  async use(body: (handle: Deno.FsFile) => Promise<void>): Promise<void> {
    const handle = await this.#take();
    try {
      await body(handle);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(handle);
      else next(handle);
    }
  }

  async #take(): Promise<Deno.FsFile> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#nOpen < this.#maxOpen) {
      this.#nOpen++;
      const handle = await Deno.open(this.#path, this.#options).catch(() => null);
      if (handle !== null && await this.#isOfFile(handle)) return handle;
      handle?.close();
      // Those that are open have to do, the first of them at least; one may have come back meanwhile.
      this.#maxOpen = --this.#nOpen;
    }
    return this.#idle.pop() ?? await new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** To be called once nothing is under way. */
  close(): void {
    for (const handle of this.#idle.splice(0)) handle.close();
  }
}

/** Whether two handles have the same file open. */
async function isSame(a: Deno.FsFile, b: Deno.FsFile): Promise<boolean> {
  const [first, second] = [await a.stat(), await b.stat()];
  return first.dev === second.dev && first.ino === second.ino;
}
