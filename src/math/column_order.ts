/**
 * Arrays of which columns lie side by side (Fortran order), as numpy saves what was turned around and pandas what it holds.
 *
 * @module
 */

/**
 * Place in column-major data of the element with row-major place `i`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnOrderPlaces } from "./column_order.ts";
 * const place = columnOrderPlaces([2, 3]);
 * assert.deepEqual([0, 1, 2, 3, 4, 5].map(place), [0, 2, 4, 1, 3, 5]);
 * ```
 */
export function columnOrderPlaces(shape: readonly number[]): (i: number) => number {
  return (i) => {
    let rest = i;
    let place = 0;
    for (let k = shape.length - 1; k >= 0; k--) {
      const n = shape[k] ?? 1;
      // Horner from the last axis, whose stride is the largest here.
      place = place * n + rest % n;
      rest = Math.floor(rest / n);
    }
    return place;
  };
}

/**
 * A `read` of the elements in the order of rows. What is asked for lies all over the array: each read takes `whole`, its bytes as
 * they are stored; `width` is the size of an element in bytes.
 */
export function readByRows(
  whole: () => Promise<Uint8Array>,
  { shape, width }: { shape: readonly number[]; width: number },
): (offsetBytes: number, into: Uint8Array) => Promise<void> {
  const place = columnOrderPlaces(shape);
  return async (offsetBytes, into) => {
    const bytes = await whole();
    for (let at = 0; at < into.length;) {
      const inElement = (offsetBytes + at) % width;
      const from = place((offsetBytes + at - inElement) / width) * width;
      const part = bytes.subarray(from + inElement, from + width).subarray(0, into.length - at);
      into.set(part, at);
      at += part.length;
    }
  };
}
