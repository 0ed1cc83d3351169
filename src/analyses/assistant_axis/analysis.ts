/**
 * Whether the change points along the assistant axis.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** Whether the change points along the assistant axis. */
export const assistantAxis = {
  name: "assistant_axis",
  schema,
  settle,
  words,
} satisfies Analysis;
