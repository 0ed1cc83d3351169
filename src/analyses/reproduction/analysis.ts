/**
 * The run beside published figures of the same pair.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";

/** The run beside published figures of the same pair. */
export const reproduction = {
  name: "reproduction",
  schema,
  measure,
  settle,
} satisfies Analysis;
