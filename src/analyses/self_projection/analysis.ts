/**
 * How far the output for PC1 lies along PC1 itself.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** How far the output for PC1 lies along PC1 itself. */
export const selfProjection = {
  name: "self_projection",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
