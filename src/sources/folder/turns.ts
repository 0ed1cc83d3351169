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
