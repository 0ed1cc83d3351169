/**
 * The two runs of a comparison.
 *
 * @module
 */

import type { Results } from "../../../results.ts";

/** Results of both. */
export interface Runs {
  readonly a: Results;
  readonly b: Results;
}

/** Their keys, in order. */
export const RUNS = ["a", "b"] as const;
