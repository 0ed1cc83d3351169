/**
 * A limit on how much of one kind is under way at once.
 *
 * @module
 */

/**
 * Lets at most so many pieces of work run at once; the others wait, and begin in the order in which they were asked for.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Turns } from "./turns.ts";
 * const turns = new Turns(2);
 * const results = await Promise.all([1, 2, 3].map((n) => turns.run(async () => await n)));
 * assert.deepEqual(results, [1, 2, 3]);
 * ```
 */
export class Turns {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #nRunning = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#nRunning < this.#most) this.#nRunning++;
    else await new Promise<void>((resume) => this.#waiting.push(resume)); // inherits the place of what ends
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#nRunning--;
      else next();
    }
  }
}

/**
 * What `work` gives of every item, in their order, with at most so many under way at once. Where several fail, the first of them in
 * that order says why, as if they came one after the other; those that have not begun by then do not begin.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mappedInTurns } from "./turns.ts";
 * const doubled = await mappedInTurns([1, 2, 3], { most: 2, work: async (n) => await 2 * n });
 * assert.deepEqual(doubled, [2, 4, 6]);
 * ```
 */
export async function mappedInTurns<T, R>(
  items: readonly T[],
  { most, work }: { most: number; work: (item: T) => Promise<R> },
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const failures = new Map<number, unknown>();
  let next = 0;
  const run = async () => {
    while (next < items.length && failures.size === 0) {
      const ix = next++;
      try {
        results[ix] = await work(items[ix]!);
      } catch (error) {
        failures.set(ix, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, run));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
  return results;
}
