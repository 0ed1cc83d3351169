/**
 * Arithmetic of ranges of bytes.
 *
 * @module
 */

/** A range of bytes, `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A set of bytes as ranges: sorted, disjoint, and joined where they touch.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ByteRanges } from "./ranges.ts";
 * const held = new ByteRanges();
 * held.add({ start: 2, end: 4 });
 * held.add({ start: 4, end: 6 });
 * assert.deepEqual([...held], [{ start: 2, end: 6 }]);
 * assert.deepEqual(held.missing({ start: 0, end: 5 }), [{ start: 0, end: 2 }]);
 * ```
 */
export class ByteRanges implements Iterable<ByteRange> {
  readonly #ranges: ByteRange[] = [];
  #totalBytes = 0;

  /** Bytes in all ranges together. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Takes a range in; an empty one changes nothing. */
  add({ start, end }: ByteRange): void {
    if (end <= start) return;
    // Those from `first` to before `next` overlap or touch the new one, and become one with it.
    const first = this.#firstWith((range) => range.end >= start);
    const next = this.#firstWith((range) => range.start > end);
    const joined = this.#ranges.slice(first, next);
    const whole = {
      start: Math.min(start, joined.at(0)?.start ?? start),
      end: Math.max(end, joined.at(-1)?.end ?? end),
    };
    this.#ranges.splice(first, next - first, whole);
    this.#totalBytes += lengthOf(whole) - joined.reduce((sum, range) => sum + lengthOf(range), 0);
  }

  /** Parts of a range that are in none of these, ascending. */
  missing({ start, end }: ByteRange): ByteRange[] {
    const gaps: ByteRange[] = [];
    let from = start;
    for (let i = this.#firstWith((range) => range.end > start); from < end; i++) {
      const held = this.#ranges[i] ?? { start: end, end };
      if (held.start > from) gaps.push({ start: from, end: Math.min(held.start, end) });
      from = held.end;
    }
    return gaps;
  }

  /** The ranges, ascending. */
  [Symbol.iterator](): Iterator<ByteRange> {
    return this.#ranges.values();
  }

  /** Where the first range lies of which this holds; it has to hold of all that follow, too. */
  #firstWith(holds: (range: ByteRange) => boolean): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#ranges[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function lengthOf({ start, end }: ByteRange): number {
  return end - start;
}
