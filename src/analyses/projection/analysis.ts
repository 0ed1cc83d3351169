/**
 * What the change points to: its projections on role and trait vectors, and what they say together.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** What the change points to: its projections on role and trait vectors, and what they say together. */
export const projection = {
  name: "projection",
  schema,
  settle,
  words,
} satisfies Analysis;
