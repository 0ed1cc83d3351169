/**
 * Modules of `kernels/host`: WebAssembly that computes on the main thread, each with a memory of its own.
 *
 * @module
 */

const PAGE_BYTES = 2 ** 16;

/** What every module exports. */
export interface HostKernel {
  readonly memory: WebAssembly.Memory;
}

/** Makes a module of its committed bytes, in a millisecond: whoever needs it keeps one for all. */
export function openHostKernel<Kernel extends HostKernel>(base64: string): Kernel {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(base64));
  return new WebAssembly.Instance(module).exports as unknown as Kernel;
}

/**
 * Makes a memory hold so many bytes. Where it grows, what was a view of it is none any more.
 *
 * @throws {RangeError} if there are not so many.
 */
export function reserve(memory: WebAssembly.Memory, nBytes: number): void {
  const missing = nBytes - memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    memory.grow(Math.ceil(missing / PAGE_BYTES));
  } catch (cause) {
    throw new RangeError(
      `Cannot compute on the host: expected ${
        Math.ceil(nBytes / 1e6)
      } MB of memory for some vectors, and there is no more; ` +
        "take fewer vectors or --random directions at a time",
      { cause },
    );
  }
}
