/**
 * Which tensor of the MLP carries the change.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** Which tensor of the MLP carries the change. */
export const attribution = {
  name: "attribution",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
