/**
 * The memory that all threads of the CPU engine share, given out piece by piece.
 *
 * @module
 */

import { bytesText } from "../../text/words.ts";

const PAGE_BYTES = 2 ** 16;
/** Of WebAssembly with 32-bit addresses: 4 GiB. */
const MOST_PAGES = 2 ** 16;
/** A line of the processor's cache, so that no piece begins in the middle of one. */
const ALIGNMENT = 64;

/** Some bytes, from `at` on. */
interface Piece {
  readonly at: number;
  readonly nBytes: number;
}

/** Grows as it is asked for more; only the main thread asks. */
export class Memory {
  readonly wasm: WebAssembly.Memory;
  /** Those not given out, by place; none touches another. */
  #free: Piece[] = [];
  readonly #sizes = new Map<number, number>();
  readonly #mostPages: number;

  /** @param options.mostPages Bounds it further, for tests. */
  constructor({ mostPages = MOST_PAGES }: { mostPages?: number } = {}) {
    this.#mostPages = mostPages;
    this.wasm = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true });
    this.#free = [{ at: ALIGNMENT, nBytes: PAGE_BYTES - ALIGNMENT }]; // 0 stays no place
  }

  /** Pages of 64 KiB, given out or not. */
  get nPages(): number {
    return this.wasm.buffer.byteLength / PAGE_BYTES;
  }

  /** Bytes that are given out. */
  get nUsedBytes(): number {
    return this.#sizes.values().reduce((sum, nBytes) => sum + nBytes, 0);
  }

  /**
   * Gives out bytes whose values nobody knows.
   *
   * @throws {RangeError} if there are not so many.
   */
  allocate(nBytes: number): number {
    const size = Math.ceil(Math.max(nBytes, 1) / ALIGNMENT) * ALIGNMENT;
    const ix = this.#free.findIndex((piece) => piece.nBytes >= size);
    if (ix < 0) {
      this.#grow(size);
      return this.allocate(nBytes);
    }
    const { at, nBytes: room } = this.#free[ix] as Piece;
    this.#free.splice(ix, 1, ...room > size ? [{ at: at + size, nBytes: room - size }] : []);
    this.#sizes.set(at, size);
    return at;
  }

  free(at: number): void {
    const nBytes = this.#sizes.get(at);
    if (nBytes === undefined) throw new RangeError(`Cannot free bytes at ${at}: none are in use`);
    this.#sizes.delete(at);
    this.#release({ at, nBytes });
  }

  /** It is made to be shared, which its type does not say. */
  get #shared(): SharedArrayBuffer {
    return this.wasm.buffer as unknown as SharedArrayBuffer;
  }

  /** The bytes as they are now, for as long as the memory does not grow; written to, they may be seen by other threads at any time. */
  bytes(at: number, nBytes: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.#shared, at, nBytes);
  }

  floats(at: number, length: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.#shared, at, length);
  }

  doubles(at: number, length: number): Float64Array<SharedArrayBuffer> {
    return new Float64Array(this.#shared, at, length);
  }

  words(at: number, length: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(this.#shared, at, length);
  }

  /** Words that hold addresses, of which half are above what an Int32Array gives back. */
  addresses(at: number, length: number): Uint32Array<SharedArrayBuffer> {
    return new Uint32Array(this.#shared, at, length);
  }

  #grow(nBytes: number): void {
    const end = this.wasm.buffer.byteLength;
    const last = this.#free.at(-1);
    const inLast = last !== undefined && last.at + last.nBytes === end ? last.nBytes : 0;
    const nPages = Math.ceil((nBytes - inLast) / PAGE_BYTES);
    try {
      if (this.nPages + nPages > this.#mostPages) throw new RangeError("out of addresses");
      this.wasm.grow(nPages);
    } catch (cause) {
      throw new RangeError(
        `Cannot compute on the CPU: expected ${bytesText(nBytes)} more beside ${
          bytesText(this.nUsedBytes)
        } in use, and WebAssembly has room for ${bytesText(this.#mostPages * PAGE_BYTES)} or ` +
          "the machine has no more; take fewer vectors or --random directions at a time, or a GPU",
        { cause },
      );
    }
    this.#release({ at: end, nBytes: nPages * PAGE_BYTES });
  }

  /** Puts a piece among those that are free, joined with what it touches. */
  #release(piece: Piece): void {
    const found = this.#free.findIndex(({ at }) => at > piece.at);
    const ix = found < 0 ? this.#free.length : found;
    const [before, after] = [this.#free[ix - 1], this.#free[ix]];
    let { at, nBytes } = piece;
    const joinsBefore = before !== undefined && before.at + before.nBytes === at;
    const joinsAfter = after !== undefined && at + nBytes === after.at;
    if (joinsBefore) [at, nBytes] = [before.at, before.nBytes + nBytes];
    if (joinsAfter) nBytes += after.nBytes;
    this.#free.splice(
      joinsBefore ? ix - 1 : ix,
      Number(joinsBefore) + Number(joinsAfter),
      { at, nBytes },
    );
  }
}
