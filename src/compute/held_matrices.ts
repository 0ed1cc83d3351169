/**
 * Matrices that live on a device until the work that needs them is done.
 *
 * @module
 */

import type { DeviceMatrix } from "./engine.ts";

/** Releases what it holds when it is disposed of, whatever happened before. */
export class HeldMatrices implements Disposable {
  /** Keep also what is let go: products that tell where a fault lies. */
  keepsAll = false;
  readonly #matrices = new Set<DeviceMatrix>();

  /** Holds a matrix and gives it back. */
  add(matrix: DeviceMatrix): DeviceMatrix {
    this.#matrices.add(matrix);
    return matrix;
  }

  /** Releases matrices that nothing needs any more; those released already are passed over. */
  letGo(matrices: readonly DeviceMatrix[]): void {
    if (this.keepsAll) return;
    for (const matrix of matrices) if (this.#matrices.delete(matrix)) matrix.release();
  }

  /** Releases everything. */
  releaseAll(): void {
    for (const matrix of this.#matrices) matrix.release();
    this.#matrices.clear();
  }

  [Symbol.dispose](): void {
    this.releaseAll();
  }
}
