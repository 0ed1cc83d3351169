/**
 * Back-pressure: how much a device is given before it has worked it off.
 *
 * @module
 */

/** The device holds a copy of every tile until it has computed it; it is asked how far it is whenever it has been given this much. */
const WINDOW_BYTES = 256 * 2 ** 20;

/** What is asked of a device; a `GpuDevice` is one. */
export interface AskedDevice {
  readonly device: { readonly queue: Pick<GPUQueue, "onSubmittedWorkDone"> };
  throwIfFailed(): void;
}

/** Bounds what a device has been given and not yet worked off to two windows. */
export class BytesAhead {
  readonly #gpu: AskedDevice;
  readonly #windowBytes: number;
  #nBytes = 0;
  #earlierDone: Promise<unknown> = Promise.resolve();

  constructor(gpu: AskedDevice, windowBytes: number = WINDOW_BYTES) {
    this.#gpu = gpu;
    this.#windowBytes = windowBytes;
  }

  /**
   * Counts bytes that were submitted, and at the end of a window waits for the one before it, so that the device always has work.
   *
   * @throws {Error} the first error that the device is known to have reported.
   */
  async add(nBytes: number): Promise<void> {
    this.#nBytes += nBytes;
    if (this.#nBytes < this.#windowBytes) return;
    this.#nBytes = 0;
    // Deno waits within this call, and then sleeps for 10 ms before it resolves: by the end of the next window that is over.
    const done = this.#gpu.device.queue.onSubmittedWorkDone();
    done.catch(() => {}); // reported where it is awaited
    await this.#earlierDone;
    this.#earlierDone = done;
    this.#gpu.throwIfFailed();
  }
}
