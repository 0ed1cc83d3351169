/**
 * Every role and trait as an input.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** Every role and trait as an input. */
export const sweep = {
  name: "sweep",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
