/**
 * Which neurons carry the change.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** Which neurons carry the change. */
export const neurons = {
  name: "neurons",
  schema,
  settle,
  words,
} satisfies Analysis;
