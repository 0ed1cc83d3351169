/**
 * How much of the change of PC1 is the same for -PC1.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** How much of the change of PC1 is the same for -PC1. */
export const parity = {
  name: "parity",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
