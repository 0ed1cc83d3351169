/**
 * What is left of the change without outlier dimensions, and without the mean direction.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** What is left of the change without outlier dimensions, and without the mean direction. */
export const robustness = {
  name: "robustness",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
