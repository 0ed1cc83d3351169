/**
 * Matrices of the CPU engine, in groups of rows as its kernels take them.
 *
 * @module
 */

import type { DeviceMatrix } from "../engine.ts";
import type { MatrixShape } from "../matrix_shapes.ts";
import type { Memory } from "./memory.ts";

/** Rows of a group, as in `kernels/cpu/shapes.ts`. */
export const LANES = 8;
/** Columns that an odd multiple of goes from one group to the next. */
const PAGE_COLUMNS = 128;
const ELEMENT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Float32 `[nRows, nColumns]` in shared memory; what fills up the last group, and lies between groups, counts among its elements. */
export class WasmMatrix implements DeviceMatrix {
  readonly nRows: number;
  readonly nColumns: number;
  readonly #memory: Memory;
  #at: number | null;

  /** @throws {RangeError} if the memory has no room for it. */
  constructor(memory: Memory, { nRows, nColumns }: MatrixShape) {
    this.nRows = nRows;
    this.nColumns = nColumns;
    this.#memory = memory;
    this.#at = memory.allocate(this.nElements * ELEMENT_BYTES);
    if (nRows % LANES !== 0) {
      // The rows that fill up are 0 where no kernel writes them.
      const group = this.#groupElements;
      memory.floats(this.#at + (this.nElements - group) * ELEMENT_BYTES, group).fill(0);
    }
  }

  /** Where it lies. @throws {Error} if it has been released. */
  get at(): number {
    if (this.#at === null) {
      throw new Error(
        `Cannot use a [${this.nRows}, ${this.nColumns}] matrix: it has been released`,
      );
    }
    return this.#at;
  }

  get nElements(): number {
    return Math.ceil(this.nRows / LANES) * this.#groupElements;
  }

  get #groupElements(): number {
    return LANES * PAGE_COLUMNS * (Math.ceil(this.nColumns / PAGE_COLUMNS) | 1);
  }

  release(): void {
    if (this.#at !== null) this.#memory.free(this.#at);
    this.#at = null;
  }
}
