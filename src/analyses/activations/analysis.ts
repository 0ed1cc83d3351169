/**
 * Real activations as one more baseline.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** Real activations as one more baseline. */
export const activations = {
  name: "activations",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
