/**
 * Whether the change of PC1 stands out at one layer, and under which conditions.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { decided } from "./settle/decided.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** Whether the change of PC1 stands out at one layer, and under which conditions. */
export const verdict = {
  name: "verdict",
  schema,
  settle,
  words,
  decided,
  isOpening: true,
} satisfies Analysis;
