/**
 * Whether the change of PC1 points the same way at other layers.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** Whether the change of PC1 points the same way at other layers. */
export const sameDirection = {
  name: "same_direction",
  schema,
  settle,
  words,
} satisfies Analysis;
