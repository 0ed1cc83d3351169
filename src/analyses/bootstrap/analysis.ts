/**
 * How firm PC1 is: the curves of PC1 of resampled roles.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** How firm PC1 is: the curves of PC1 of resampled roles. */
export const bootstrap = {
  name: "bootstrap",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
