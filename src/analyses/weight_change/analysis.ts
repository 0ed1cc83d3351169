/**
 * How much each matrix itself changed.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** How much each matrix itself changed. */
export const weightChange = {
  name: "weight_change",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
