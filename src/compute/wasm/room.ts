/**
 * Room in shared memory that is filled time and again.
 *
 * @module
 */

import type { Memory } from "./memory.ts";

/** As large as the most that was asked for; nothing at first. */
export class Room {
  readonly #memory: Memory;
  #at = 0;
  #nBytes = 0;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Where it lies. */
  get at(): number {
    return this.#at;
  }

  /**
   * Its first bytes; what was in them is lost where it grows.
   *
   * @throws {RangeError} if the memory has no such room.
   */
  bytes(nBytes: number): Uint8Array<SharedArrayBuffer> {
    if (this.#nBytes < nBytes) {
      if (this.#nBytes > 0) this.#memory.free(this.#at);
      this.#nBytes = 0;
      this.#at = this.#memory.allocate(nBytes);
      this.#nBytes = nBytes;
    }
    return this.#memory.bytes(this.#at, nBytes);
  }
}
